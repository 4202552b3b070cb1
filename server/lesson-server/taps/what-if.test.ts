/**
 * What is computed of a request under one other option (server/protocol/what-if.ts), held against what express-session decides when that option is the other one:
 * real Express, express-session and stores over HTTP, under every combination of the options, with sessions new and old, and everything that a shop does to them.
 */
import './session-debug.js' // before express-session

import { sign } from 'cookie-signature'
import session from 'express-session'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Decision } from '../../protocol/decisions.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { consequencesOf, type OptionChange, WHAT_IF_LIMITS, type WhatIfLimit, whatIf } from '../../protocol/what-if.js'
import { DECISION_CASES, said } from '../../test/lesson-server/decision-cases.js'
import { type Options, startDecisionShop } from '../../test/lesson-server/decision-shop.js'
import { ask, SECRETS } from '../../test/lesson-server/tapped-shop.js'

const MAX_AGE_MS = 3_600_000
/** What a request does to its session: routes of decision-shop.ts. */
const ACTS = [
  '/look',
  '/change?name=Bia',
  '/remove',
  '/reorder',
  '/save',
  '/change-save',
  '/change-save-change',
  '/regenerate',
  '/regenerate-change',
  '/destroy',
  '/unset',
  '/late',
] as const
const AGES = ['new', 'old'] as const

interface Configuration {
  readonly resave: boolean
  readonly saveUninitialized: boolean
  readonly rolling: boolean
  readonly maxAge: boolean
  readonly touch: boolean
  readonly unset: 'keep' | 'destroy'
}

const BOTH = [false, true] as const
const CONFIGURATIONS: readonly Configuration[] = BOTH.flatMap((resave) =>
  BOTH.flatMap((saveUninitialized) =>
    BOTH.flatMap((rolling) =>
      BOTH.flatMap((maxAge) =>
        BOTH.flatMap((touch) => (['keep', 'destroy'] as const).map((unset) => ({ resave, saveUninitialized, rolling, maxAge, touch, unset }))),
      ),
    ),
  ),
)
const nameOf = (configuration: Configuration) => JSON.stringify(configuration)

/** A memory store that counts what it is asked for, by session; inside of the taps, and independent of them. */
class CountingStore extends session.MemoryStore {
  readonly calls: string[] = []
  override set(...args: Parameters<session.MemoryStore['set']>) {
    this.calls.push(`set ${args[0]}`)
    super.set(...args)
  }
  override touch(...args: Parameters<session.MemoryStore['touch']>) {
    this.calls.push(`touch ${args[0]}`)
    super.touch(...args)
  }
  override destroy(...args: Parameters<session.MemoryStore['destroy']>) {
    this.calls.push(`destroy ${args[0]}`)
    super.destroy(...args)
  }
  /** Puts a session there as another store wrote it. */
  plant(id: string, json: string): void {
    ;(Reflect.get(this, 'sessions') as Record<string, string>)[id] = json
  }
  json(id: string): string {
    return String((Reflect.get(this, 'sessions') as Record<string, string>)[id])
  }
}
class CountingStoreWithoutTouch extends CountingStore {}
Object.defineProperty(CountingStoreWithoutTouch.prototype, 'touch', { value: undefined })

const optionsOf = ({ resave, saveUninitialized, rolling, maxAge, unset }: Configuration): Options => ({
  resave,
  saveUninitialized,
  rolling,
  unset,
  cookie: maxAge ? { maxAge: MAX_AGE_MS } : {},
})

/** One request as it was: what the taps noted, what went over the wire, and what the store was asked for. */
interface Seen {
  readonly record: RequestRecord
  readonly setCookies: number
  readonly saves: number
  readonly touches: number
  readonly destroys: number
}

/** By configuration, age of the session, and act; an old session began under the same configuration. */
const seen = new Map<string, Seen>()
/** The same with an old session that began under the other `maxAge`. */
const begunOtherwise = new Map<string, Seen>()
const keyOf = (configuration: Configuration, age: (typeof AGES)[number], act: string) => `${nameOf(configuration)} ${age} ${act}`
const seenAt = (configuration: Configuration, age: (typeof AGES)[number], act: string): Seen => found(seen, keyOf(configuration, age, act))

function found(among: Map<string, Seen>, key: string): Seen {
  const one = among.get(key)
  if (one === undefined) throw new Error(`Nothing was seen of ${key}`)
  return one
}

const idOf = (act: string) => `old${act.replace(/\W/g, '-')}`
const cookieOf = (id: string) => `connect.sid=${encodeURIComponent(`s:${sign(id, SECRETS[0])}`)}`

/** What a shop with and without `maxAge` keeps of a visitor with a name. */
async function sessionTexts(): Promise<Readonly<Record<'true' | 'false', string>>> {
  const texts = { true: '', false: '' }
  for (const maxAge of BOTH) {
    const store = new CountingStore()
    const shop = await startDecisionShop(maxAge ? { cookie: { maxAge: MAX_AGE_MS } } : {}, store)
    await ask(shop.port, '/change?name=Ana')
    const { sessionId } = await shop.record('/change?name=Ana')
    texts[`${maxAge}`] = store.json(String(sessionId))
    await shop.close()
  }
  return texts
}

async function visitAll(configuration: Configuration, texts: Readonly<Record<'true' | 'false', string>>): Promise<void> {
  const store = configuration.touch ? new CountingStore() : new CountingStoreWithoutTouch()
  const shop = await startDecisionShop(optionsOf(configuration), store)
  const visit = async (act: string, cookie: string | null, unique: string): Promise<Seen> => {
    const path = `${act}${act.includes('?') ? '&' : '?'}${unique}`
    const { setCookie } = await ask(shop.port, path, { cookie })
    const record = await shop.record(path)
    const ids = new Set([record.sessionId, cookie === null ? null : idOf(act)])
    const count = (name: string) => store.calls.filter((call) => [...ids].some((id) => call === `${name} ${id}`)).length
    return { record, setCookies: setCookie.length, saves: count('set'), touches: count('touch'), destroys: count('destroy') }
  }
  const visitOld = async (into: Map<string, Seen>, json: string, unique: string) => {
    store.calls.length = 0
    for (const act of ACTS) store.plant(idOf(act), json)
    await Promise.all(ACTS.map(async (act) => into.set(keyOf(configuration, 'old', act), await visit(act, cookieOf(idOf(act)), unique))))
  }
  await Promise.all(ACTS.map(async (act) => seen.set(keyOf(configuration, 'new', act), await visit(act, null, 'new'))))
  await visitOld(seen, texts[`${configuration.maxAge}`], 'old')
  await visitOld(begunOtherwise, texts[`${!configuration.maxAge}`], 'otherwise')
  await shop.close()
}

beforeAll(async () => {
  const texts = await sessionTexts()
  const all = CONFIGURATIONS.values()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const configuration of all) await visitAll(configuration, texts)
    }),
  )
}, 120_000)

interface Flip {
  readonly change: OptionChange
  readonly to: Configuration
}

function flipsOf(configuration: Configuration): readonly Flip[] {
  const switches = (['resave', 'saveUninitialized', 'rolling', 'touch'] as const).map((option): Flip => {
    const to = !configuration[option]
    return { change: { option, to }, to: { ...configuration, [option]: to } }
  })
  const unset = configuration.unset === 'keep' ? 'destroy' : 'keep'
  return [
    ...switches,
    { change: { option: 'unset', to: unset }, to: { ...configuration, unset } },
    { change: { option: 'maxAge', to: !configuration.maxAge, since: 'session' }, to: { ...configuration, maxAge: !configuration.maxAge } },
  ]
}

describe.each(CONFIGURATIONS)(
  'resave $resave, saveUninitialized $saveUninitialized, rolling $rolling, maxAge $maxAge, touch $touch, unset $unset',
  (configuration) => {
    const cases = AGES.flatMap((age) => ACTS.map((act) => ({ age, act })))

    it('what was noted is what the wire and the store saw', () => {
      for (const { age, act } of cases) {
        const { record, setCookies, saves, touches, destroys } = seenAt(configuration, age, act)
        const { isCookieSet, isTouched, isUnset, ...noted } = consequencesOf(record.decisions)
        const byShop = (act === '/destroy' ? 1 : 0) + (act.startsWith('/regenerate') && age === 'old' ? 1 : 0)
        // Once destroyed by the shop, there is no req.session either, which `unset` destroys again.
        const unset = isUnset || (act === '/destroy' && configuration.unset === 'destroy') ? 1 : 0
        expect([age, act, { saves, isTouched: touches === 1, isCookieSet: setCookies === 1, destroys }]).toEqual([
          age,
          act,
          { saves: noted.saves, isTouched, isCookieSet, destroys: byShop + unset },
        ])
      }
    })

    it('what is computed for each other option is what express-session does under it', () => {
      for (const { age, act } of cases) {
        const { record } = seenAt(configuration, age, act)
        for (const { change, to } of flipsOf(configuration)) {
          const real = seenAt(to, age, act)
          const { decisions, limits, differ } = whatIf(record, change)
          expect([age, act, change, decisions, limits]).toEqual([age, act, change, real.record.decisions, []])
          expect(consequencesOf(decisions)).toMatchObject({ saves: real.saves, isTouched: real.touches === 1, isCookieSet: real.setCookies === 1 })
          expect(differ.length > 0).toBe(said(record.decisions).join() !== said(real.record.decisions).join())
        }
      }
    })

    it('a session keeps the maxAge that it began with', () => {
      for (const { age, act } of cases) {
        const { record } = seenAt(configuration, age, act)
        const to = { ...configuration, maxAge: !configuration.maxAge }
        const real = age === 'old' ? found(begunOtherwise, keyOf(to, age, act)) : seenAt(to, age, act)
        const { decisions, limits } = whatIf(record, { option: 'maxAge', to: to.maxAge, since: 'request' })
        expect([age, act, decisions, limits]).toEqual([age, act, real.record.decisions, []])
      }
    })

    it('what is as it was changes nothing', () => {
      for (const { age, act } of cases) {
        const { record } = seenAt(configuration, age, act)
        for (const { change } of flipsOf(configuration)) {
          const same = { ...change, to: change.option === 'unset' ? configuration.unset : !change.to } as OptionChange
          expect(whatIf(record, same)).toEqual({ decisions: record.decisions, differ: [], limits: [] })
        }
      }
    })
  },
)

describe('a Secure cookie', () => {
  const https = { 'x-forwarded-proto': 'https' }
  const visit = async (options: Options, headers: Record<string, string>, act: string, cookie: string | null) => {
    const store = new CountingStore()
    const shop = await startDecisionShop(options, store)
    const first = await ask(shop.port, '/change?name=Ana', { headers: https })
    await ask(shop.port, act, { headers, cookie: cookie === null ? null : first.cookie })
    const record = await shop.record(act)
    await shop.close()
    return record
  }
  it.each(
    [null, true, false].flatMap((proxy) =>
      [{}, https].flatMap((headers) => ['/change?name=Bia', '/look'].flatMap((act) => BOTH.map((rolling) => ({ proxy, headers, act, rolling })))),
    ),
  )('proxy $proxy, $headers, $act, rolling $rolling', async ({ proxy, headers, act, rolling }) => {
    const base: Options = { rolling, ...(proxy !== null && { proxy }) }
    const secure = await visit({ ...base, cookie: { secure: true } }, headers, act, null)
    const plain = await visit({ ...base, cookie: { secure: false } }, headers, act, null)
    expect(said(whatIf(secure, { option: 'secure', to: false, since: 'request' }).decisions)).toEqual(said(plain.decisions))
    expect(said(whatIf(plain, { option: 'secure', to: true, since: 'request' }).decisions)).toEqual(said(secure.decisions))
    const uninitialized = await visit({ ...base, saveUninitialized: true, cookie: { secure: true } }, headers, act, null)
    expect(said(whatIf(secure, { option: 'saveUninitialized', to: true }).decisions)).toEqual(said(uninitialized.decisions))
  })
})

describe('what the record does not tell', () => {
  const record = () => seenAt(CONFIGURATIONS[0] as Configuration, 'old', '/look').record
  const decisionsOf = (what: string) => DECISION_CASES.find((each) => each.what === what)?.says ?? []
  const told = new Set<WhatIfLimit>()
  const limitsOf = (more: Partial<RequestRecord>, change: OptionChange) => {
    const { limits, decisions, differ } = whatIf({ ...record(), ...more }, change)
    for (const limit of limits) told.add(limit)
    return { limits, differ, decisions }
  }
  const without = (...kinds: readonly Decision['kind'][]) => record().decisions.filter(({ kind }) => !kinds.includes(kind))
  const altered = (kind: 'save' | 'setCookie', more: object) =>
    record().decisions.map((each) => (each.kind === kind ? ({ ...each, ...more } as Decision) : each))
  const rolling = { option: 'rolling', to: true } as const
  const resave = { option: 'resave', to: true } as const

  it('of a request that the session middleware never got, or let through', () => {
    expect(decisionsOf('a request that the session middleware never gets')).toEqual([])
    expect(limitsOf({ decisions: [] }, rolling)).toEqual({ limits: ['not-asked'], differ: [], decisions: [] })
    const outside: readonly Decision[] = [{ kind: 'path', yes: false, reason: 'outside', cookiePath: '/shop' }]
    expect(limitsOf({ decisions: outside }, rolling)).toEqual({ limits: ['not-asked'], differ: [], decisions: outside })
  })
  it('of another path', () => {
    const outside: readonly Decision[] = [{ kind: 'path', yes: false, reason: 'outside', cookiePath: '/shop' }]
    expect(limitsOf({ decisions: outside, path: '/look' }, { option: 'path', to: '/' }).limits).toEqual(['inside-unknown'])
    expect(limitsOf({ decisions: outside, path: '/look' }, { option: 'path', to: '/cart' })).toMatchObject({ limits: [], differ: [] })
    // Out of the middleware’s sight there is nothing to be asked.
    expect(said(limitsOf({ path: '/look?1' }, { option: 'path', to: '/shop' }).decisions)).toEqual(['path no: outside'])
    const away: readonly Decision[] = [{ kind: 'path', yes: false, reason: 'store-disconnected', cookiePath: '/' }]
    expect(limitsOf({ decisions: away }, { option: 'path', to: '/shop' })).toEqual({ limits: [], differ: [], decisions: away })
  })
  it('of one that ended before all was decided', () => {
    expect(limitsOf({ decisions: without('save', 'touch', 'setCookie') }, rolling).limits).toEqual(['ended-early'])
    expect(limitsOf({ decisions: without('setCookie') }, resave).limits).toEqual(['ended-early'])
  })
  it('whose save lasts, where two crossed', () => {
    const crossed = { kind: 'overwritten', request: 'r2' } as const
    expect(limitsOf({ crossed }, resave)).toMatchObject({ limits: ['crossed'], differ: ['save', 'touch'] })
    expect(limitsOf({ crossed }, rolling)).toMatchObject({ limits: [], differ: ['setCookie'] })
  })
  it('of a cookie that the shop itself gave another expiry', () => {
    const own = altered('setCookie', { hasExpiry: true })
    expect(limitsOf({ decisions: own }, { option: 'maxAge', to: false, since: 'session' }).limits).toEqual(['cookie-of-its-own'])
  })
  it('of an id that the shop itself made up', () => {
    expect(limitsOf({ decisions: altered('save', { isNew: true }) }, resave).limits).toEqual(['id-of-its-own'])
  })
  it('what express thought of the connection', () => {
    const { seen: _, ...rest } = record()
    const { limits } = whatIf({ ...rest, decisions: altered('setCookie', { isSecure: true }) }, rolling)
    for (const limit of limits) told.add(limit)
    expect(limits).toEqual(['security-unknown'])
  })
  it('is all that there is to say of it', () => expect([...told].sort()).toEqual([...WHAT_IF_LIMITS].sort()))
})
