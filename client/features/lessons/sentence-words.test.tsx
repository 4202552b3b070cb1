import { cleanup, renderHook } from '@testing-library/react'
import i18next from 'i18next'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { evaluate, type Observed } from '../../../server/curriculum/check.js'
import { checkMessage } from '../../../server/curriculum/check-message.js'
import { checkSchema } from '../../../server/curriculum/check-schema.js'
import { onlyInstance } from '../../../server/protocol/instance-state.js'
import type { CheckParams, CheckSaying, CheckSentence, FactReference, WantedCrowd, WantedEvent, WantedRequest } from '../../../server/protocol/verdicts.js'
import { browser, focused, known, observed, request, SINCE, state } from '../../../server/test/lessons/observed.js'
import { loadTexts, setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { useSentenceWords } from './sentence-words.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('checks')
  await loadTexts('pt-BR')
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: state.store, launch: { ...fixtureSnapshot.launch, shops: state.launch.shops } } })
})
afterEach(async () => {
  cleanup()
  await i18next.changeLanguage('en')
})

const names = {
  store: (kind: string) => state.store.available.find((store) => store.kind === kind)?.label ?? kind,
  shop: (name: string) => state.launch.shops.find((shop) => shop.name === name)?.title.en ?? name,
}

function word(saying: CheckSaying | CheckSentence): string {
  return renderHook(() => useSentenceWords()).result.current({ message: 'no words', ...saying })
}

const cookies = ['none', 'good', 'unsigned', 'bad-signature', 'malformed'] as const
const beside = ['attached', 'withheld', 'readable', 'unreadable', 'depends', 'framed', 'not-framed', 'passed', 'held-back', 'from-cache'] as const
const uses = ['hit', 'miss', 'saved', 'touched', 'destroyed', 'nothing'] as const

/** Every field, and every value that has words of its own. */
const requests: readonly WantedRequest[] = [
  { method: 'POST', path: '/login', who: 'browser:alice', cookie: 'good', store: 'hit', setCookie: true, newSession: true, loggedIn: true, cart: 2 },
  { path: '/', setCookie: false, newSession: false, loggedIn: false, cart: 1, status: 404, storeKind: 'memory' },
  { cookie: ['good', 'none'] },
  ...['you', 'other', 'visitor:2'].map((who) => ({ who })),
  ...cookies.map((cookie) => ({ cookie })),
  ...uses.map((store) => ({ store })),
  ...(['answered', 'failed', 'aborted', 'cut-off'] as const).map((outcome) => ({ outcome })),
  ...(['link', 'form', 'fetch', 'fetch-with-credentials', 'fetch-untold', 'preflight', 'frame', 'other'] as const).map((crossSite) => ({ crossSite })),
  ...(['attached', 'withheld'] as const).map((sessionCookie) => ({ sessionCookie })),
  ...(['readable', 'unreadable', 'depends', 'framed', 'not-framed', 'passed', 'held-back'] as const).map((otherSiteGets) => ({ otherSiteGets })),
  ...[true, false].map((fromCache) => ({ fromCache })),
]
const events: readonly WantedEvent[] = [
  ...(['started', 'death', 'switched', 'configured', 'cleared', 'swept'] as const).map((kind) => ({ kind })),
  ...(['launch', 'restart', 'after-death', 'heap-limit'] as const).map((reason) => ({ kind: 'started' as const, reason })),
  ...(['out-of-memory', 'killed', 'crashed', 'watchdog'] as const).map((cause) => ({ kind: 'death' as const, cause })),
  { kind: 'switched', to: 'mongodb', carryOver: true },
  { kind: 'switched', to: 'a-store-that-is-gone', carryOver: false },
  { kind: 'configured', options: { resave: false, maxAgeMs: 60_000 } },
]
const crowds: readonly WantedCrowd[] = [
  { users: 12_345 },
  { users: 1, store: 'mongodb', heapGrowthMb: { atLeast: 30 }, newSessions: { atMost: 1_000 } },
  { users: 1, heapGrowthMb: { atLeast: 1.25, atMost: 10 }, newSessions: { atLeast: 5, atMost: 6 } },
  { users: 1, newSessions: { atLeast: 100 } },
  ...(['done', 'cancelled', 'server-went-away', 'failed'] as const).map((outcome) => ({ users: 1, outcome })),
]
const facts: readonly { readonly fact: FactReference; readonly value: string | number | boolean | null }[] = [
  { fact: { of: 'sandbox', name: 'store.active' }, value: 'memory' },
  { fact: { of: 'sandbox', name: 'store.active' }, value: null },
  { fact: { of: 'sandbox', name: 'store.sessions' }, value: 12_345 },
  { fact: { of: 'sandbox', name: 'store.up' }, value: true },
  { fact: { of: 'sandbox', name: 'store.ttlIndex' }, value: false },
  { fact: { of: 'sandbox', name: 'store.elsewhere' }, value: 0 },
  { fact: { of: 'sandbox', name: 'server.phase' }, value: 'starting' },
  { fact: { of: 'sandbox', name: 'server.boot' }, value: 2 },
  ...['standard', 'a-shop-that-is-gone'].map((value) => ({ fact: { of: 'sandbox', name: 'server.shop' } as const, value })),
  { fact: { of: 'sandbox', name: 'server.heapLimitMb' }, value: 128 },
  { fact: { of: 'sandbox', name: 'memory.heapUsedMb' }, value: 41.26 },
  ...['resolving', 'up', 'down'].map((value) => ({ fact: { of: 'sandbox', name: 'mongo.phase' } as const, value })),
  { fact: { of: 'sandbox', name: 'crowd.running' }, value: true },
  { fact: { of: 'sandbox', name: 'crowd.expiredForSeconds' }, value: null },
  { fact: { of: 'options', name: 'sameSite' }, value: 'lax' },
  ...(['hasCookie', 'known', 'loggedIn', 'cart', 'pageCart', 'borrowed'] as const).map((name) => ({
    fact: { of: 'browser', browser: 'browser:bob', name } as const,
    value: 1,
  })),
]
const moments = [{ request: { method: 'POST', path: '/login' } }, { event: { kind: 'switched' } }] as const

/** At least one of each code: a new one does not compile without. */
const examples: { readonly [Code in keyof CheckParams]: readonly CheckParams[Code][] } = {
  request: [...requests.map((request) => ({ request, times: 1 })), { request: { path: '/' }, times: 3 }],
  'no-request': requests.map((request) => ({ request })),
  'request-seen': cookies.flatMap((cookie) =>
    uses.map((store) => ({ method: 'GET', path: '/{{x}}?$t(a)', who: 'browser:alice', cookie, store, setCookie: store === 'saved', beside })),
  ),
  'requests-so-far': [{ count: 2 }],
  'no-request-yet': [{}],
  none: [{}],
  event: events.map((event) => ({ event })),
  'no-event-yet': [{}],
  'in-order': [true, false].map((sameSession) => ({ moments, sameSession })),
  'request-watched': [{ request: { method: 'GET', path: '/' } }],
  'event-watched': [{}],
  'fact-watched': [{ fact: { of: 'sandbox', name: 'store.sessions' } }],
  'in-order-next': moments.map((moment) => ({ moment })),
  'in-order-next-watched': [{ moment: moments[0] }],
  'one-session': [{}],
  'all-in-order': [{}],
  'in-order-so-far': moments.map((next, reached) => ({ reached, total: 2, next })),
  'own-sessions': [{ who: ['browser:alice', 'you'] }],
  'sessions-held': [
    {
      held: [
        { who: 'browser:alice', sessionId: 'aaaaaaaa', known: true },
        { who: 'browser:bob', sessionId: 'bbbbbbbb', known: false },
        { who: 'you', sessionId: null, known: false },
      ],
    },
  ],
  'facts-wanted': [
    { facts: facts.map(({ fact, value }) => ({ fact, wanted: value })) },
    { facts: [{ atLeast: 1_000 }, { atMost: 3 }, { atLeast: 1, atMost: 2.5 }].map((wanted) => ({ fact: { of: 'sandbox', name: 'store.sessions' }, wanted })) },
  ],
  'facts-seen': facts.map((fact) => ({ facts: [fact] })),
  crowd: crowds,
  'crowd-running': [{ users: 1_500 }],
  'crowd-seen': [
    { users: 40, store: 'memory', newSessions: 40, heapGrowthMb: 1.25 },
    { users: 40, store: 'memory', newSessions: null, heapGrowthMb: null },
  ],
  'no-crowd-yet': [{}],
  'any-answer': [{}],
  'right-answer': [{}],
  'no-answer-yet': [{}],
  answered: [{}],
  'wrong-answer': [{}],
}
const sayings = Object.entries(examples).flatMap(([code, all]) => all.map((params) => ({ code, params }) as CheckSaying))

describe('what a check says', () => {
  it('is in English on the page what scripts get, but for how numbers are written', () => {
    for (const saying of sayings) expect(word(saying).replaceAll('\u202f', ',')).toBe(checkMessage(saying, names))
  })

  it('has words of its own in Portuguese, whole', async () => {
    // The name of an option and its value are the same in every language.
    const worded = sayings.filter(({ code, params }) => code !== 'facts-seen' || params.facts[0]?.fact.of !== 'options')
    const english = worded.map(word)
    await i18next.changeLanguage('pt-BR')
    for (const [index, saying] of worded.entries()) {
      const words = word(saying)
      expect([saying, words]).not.toEqual([saying, english[index]])
      expect(words).not.toMatch(/undefined|no words|\{\{(?!x)/)
    }
  })

  it('keeps its English where the page has no words for its code', () => {
    expect(word({ code: 'toString', params: {}, message: 'said by a newer sandbox' } as unknown as CheckSentence)).toBe('said by a newer sandbox')
  })
})

describe('a check, in Portuguese', () => {
  beforeAll(() => i18next.changeLanguage('pt-BR'))

  /** Judges a check as it stands in lesson.yml, and words what it says. */
  async function judge(check: unknown, seen: Observed) {
    await i18next.changeLanguage('pt-BR')
    const { expected, observed: said } = evaluate(checkSchema.parse(check), seen)
    return { esperado: expected.map(word).join(' | '), visto: said.map(word).join(' | ') }
  }

  it('about requests', async () => {
    expect(await judge({ request: { method: 'GET', cookie: 'good', store: 'hit' } }, observed([known('a', { operations: [] })]))).toEqual({
      esperado: 'uma requisição GET, com um cookie válido, com a session encontrada no store',
      visto: 'GET / de Alice: um cookie válido, o store não foi consultado, e não saiu Set-Cookie',
    })
    expect(await judge({ request: { method: 'GET' } }, observed())).toMatchObject({ visto: 'nenhuma requisição ainda desde o começo deste passo' })
    expect(await judge({ request: { path: '/' }, times: 3 }, observed([request(), request()]))).toEqual({ esperado: '3 requisições /', visto: '2 até agora' })
    const never = { never: { setCookie: true } }
    expect(await judge(never, observed([request()]))).toEqual({ esperado: 'nenhuma requisição com Set-Cookie na resposta', visto: 'nenhuma' })
    expect(await judge(never, observed([request({ setCookie: ['connect.sid=x'] })]))).toMatchObject({ visto: expect.stringContaining('e saiu um Set-Cookie') })
  })

  it('about events', async () => {
    expect(await judge({ event: { kind: 'switched', to: 'mongodb', carryOver: false } }, observed())).toEqual({
      esperado: 'o store foi trocado para MongoDB sem levar as sessions',
      visto: 'ainda não, desde o começo deste passo',
    })
    const configured = {
      kind: 'configured',
      key: 'c',
      instance: 'a',
      at: SINCE,
      options: { ...onlyInstance(state).options, rolling: true },
      changed: [],
    } as const
    expect(await judge({ event: { kind: 'configured', options: { resave: true } } }, observed([configured]))).toMatchObject({
      visto: 'as opções da session foram alteradas (resave: false)',
    })
    expect(await judge({ event: { kind: 'death', cause: 'killed' } }, observed())).toMatchObject({ esperado: 'o servidor da lição morreu por um kill' })
  })

  it('about an order', async () => {
    const check = { inOrder: [{ request: { path: '/' } }, { request: { method: 'POST', path: '/login' } }] }
    expect(await judge(check, observed([request()]))).toMatchObject({ visto: '1 de 2 até agora. Ainda falta: uma requisição POST /login' })
    expect(await judge(check, observed([request(), request({ method: 'POST', path: '/login' })]))).toMatchObject({ visto: 'tudo, nesta ordem' })
  })

  it('about sessions, facts, a crowd and an answer', async () => {
    const browsers = [browser('browser:alice', 'aaaaaaaa'), browser('browser:bob', null)]
    expect(await judge({ differentSessions: ['browser:alice', 'browser:bob'] }, observed([], { browsers, focused: focused('aaaaaaaa', {}) }))).toEqual({
      esperado: 'Alice e Bob: cada um com a sua session',
      visto: 'Alice: aaaaaa…; Bob: sem cookie',
    })
    expect(await judge({ state: { 'store.sessions': { atLeast: 1_000 } } }, observed([], { store: { ...state.store, sessionCount: 3 } }))).toEqual({
      esperado: 'sessions no store: pelo menos 1.000',
      visto: 'sessions no store: 3',
    })
    expect(await judge({ crowd: { users: 1 } }, observed())).toEqual({
      esperado: 'uma multidão inteira, de pelo menos 1 usuários',
      visto: 'nenhuma multidão desde o começo deste passo',
    })
    expect(await judge({ answer: 'any' }, observed())).toMatchObject({ visto: 'nenhuma resposta ainda' })
  })
})
