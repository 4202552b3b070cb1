/** What is stored comes back, and nothing else: points of the contract that ask a store for its data. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Seen } from '../../protocol/store-catalogue.js'
import { type Call, destroy, find, get, HOUR_MS, sessionData, set, touch, wordsOf } from './ask.js'
import { broken, type Finding, judged, KEPT } from './finding.js'
import { mustDestroy, mustFind, mustSet, type Point, type Subject } from './subject.js'

const KB = 1024
const PARALLEL = 100
/** A second callback comes at once or soon; a failure that nobody catches as well. */
const MOMENT_MS = 200

export const unknownId: Point = async (subject) => {
  const found = await find(subject, 'unknown-id')
  if (found.is === 'never') return broken('never-answers', 'get')
  if (found.is === 'error') return broken('error', wordsOf(found))
  return found.data === null ? KEPT : broken('error', 'get: a session')
}

export const roundTrip: Point = async (subject) => {
  const texts = { name: 'Ana <b> ☕ 日本 🍪', cart: [{ id: 'x', price: 1.5 }], nested: { ü: [null, true, -0.5, ''], deep: { deeper: { deepest: [[]] } } } }
  const seen = [
    await comesBack(subject, 'round-trip', texts, 'error'),
    // What is set again is replaced, and no other is changed.
    await comesBack(subject, 'round-trip', { name: 'Zoë' }, 'error', ['cart', 'nested']),
    await comesBack(subject, 'round-trip-keys', { 'ü$.': { 'a.b': 1, $c: 2 }, 'd.e': 3, $f: 4 }, 'dotted-keys-refused'),
    await comesBack(subject, 'round-trip-large', { large: 'x'.repeat(100 * KB) }, 'too-large'),
  ]
  return seen.find(({ result }) => result !== 'kept') ?? KEPT
}

export const nulCharacter: Point = async (subject) => {
  const { result, detail } = await comesBack(subject, 'nul-character', { text: 'before\0after' }, 'error')
  return Array.isArray(result) && result.includes('changed') ? broken('damaged', detail) : detail ? { result, detail } : { result }
}

/** @param absent keys of what was there before */
async function comesBack(subject: Subject, id: string, data: Record<string, unknown>, refused: Seen, absent: readonly string[] = []): Promise<Finding> {
  const { answer } = await set(subject, id, sessionData(id, data))
  if (answer.is === 'never') return broken('never-answers', 'set')
  if (answer.is === 'error') return broken(refused, wordsOf(answer))
  const found = await mustFind(subject, id)
  if (found === null) return broken('lost')
  const changed = Object.keys(data).filter((key) => !isDeepStrictEqual(JSON.parse(JSON.stringify(found[key] ?? null)), data[key]))
  const kept = absent.filter((key) => key in found)
  return judged(changed.length + kept.length === 0 ? [] : ['changed'], [...changed, ...kept].join(', '))
}

export const cookie: Point = async (subject) => {
  const data = sessionData('cookie', {}, new Date(Date.now() + HOUR_MS))
  const { originalMaxAge, expires } = data.cookie
  await mustSet(subject, 'cookie', data)
  const found = await mustFind(subject, 'cookie')
  if (found === null) return broken('lost')
  const seen = found.cookie as unknown as Partial<Record<string, unknown>> | undefined
  const time = (value: unknown) => (value instanceof Date || typeof value === 'string' ? new Date(value).getTime() : null)
  const changed = [
    ...(time(seen?.expires ?? Reflect.get(seen ?? {}, '_expires')) === time(expires) ? [] : ['expires']),
    ...(seen?.originalMaxAge === originalMaxAge ? [] : ['originalMaxAge']),
    ...(seen?.path === '/' ? [] : ['path']),
    ...(seen?.httpOnly === true ? [] : ['httpOnly']),
  ]
  return judged(changed.length === 0 ? [] : ['changed'], changed.join(', '))
}

export const isolation: Point = async (subject) => {
  const data = sessionData('isolation', { cart: { books: 1 } })
  await mustSet(subject, 'isolation', data)
  Object.assign(data.cart as object, { books: 2 })
  const found = await mustFind(subject, 'isolation')
  if (found === null) return broken('lost')
  const afterSet = (found.cart as { readonly books?: unknown } | undefined)?.books !== 1
  Object.assign((found.cart ?? {}) as object, { books: 3 })
  const again = await mustFind(subject, 'isolation')
  const afterGet = (again?.cart as { readonly books?: unknown } | undefined)?.books === 3
  return judged(afterSet || afterGet ? ['live-object'] : [])
}

export const callback: Point = async (subject) => {
  const data = sessionData('callback', { name: 'Ana' })
  const calls: [string, Call][] = []
  const asked = async (name: string, call: Promise<Call>) => void calls.push([name, await call])
  await asked('set', set(subject, 'callback', data))
  await asked('get', get(subject, 'callback'))
  await asked('get', get(subject, 'callback-unknown'))
  if (typeof subject.store.touch === 'function') await asked('touch', touch(subject, 'callback', data))
  await asked('destroy', destroy(subject, 'callback'))
  await sleep(MOMENT_MS)
  const names = (is: (call: Call) => boolean) => calls.filter(([, call]) => is(call)).map(([name]) => name)
  const never = names(({ answer }) => answer.is === 'never')
  const twice = names((call) => call.times() > 1)
  const atOnce = names(({ wasAtOnce }) => wasAtOnce)
  const seen: Seen[] = []
  if (never.length > 0) seen.push('never-answers')
  if (twice.length > 0) seen.push('twice')
  if (atOnce.length > 0) seen.push('synchronous')
  return judged(seen, [...new Set([...never, ...twice, ...atOnce])].join(', '))
}

/** Where nobody catches what that brings about, the process ends: so it is tried in one of its own. */
export const noCallback: Point = async (subject) => {
  const { store } = subject
  const data = sessionData('no-callback', { name: 'Ana' })
  const works: readonly (readonly [work: () => unknown, isThere: boolean])[] = [
    [() => store.set('no-callback', data), true],
    [() => store.touch?.('no-callback', data), true],
    [() => store.destroy('no-callback'), false],
  ]
  let isThere = false
  for (const [work, wanted] of works) {
    try {
      await work()
    } catch (error) {
      return broken('error', error instanceof Error ? error.message : String(error))
    }
    // Nobody says when it is done.
    const until = performance.now() + subject.patienceMs
    do {
      await sleep(MOMENT_MS)
      isThere = (await mustFind(subject, 'no-callback')) !== null
    } while (isThere !== wanted && performance.now() < until)
  }
  return isThere ? broken('stays', 'destroy') : KEPT
}

export const destroyed: Point = async (subject) => {
  for (const id of ['destroy', 'destroy-other']) await mustSet(subject, id, sessionData(id, {}))
  await mustDestroy(subject, 'destroy')
  if ((await mustFind(subject, 'destroy')) !== null) return broken('stays')
  return (await mustFind(subject, 'destroy-other')) === null ? broken('lost') : KEPT
}

export const destroyUnknown: Point = async (subject) => {
  const { answer } = await destroy(subject, 'destroy-unknown')
  if (answer.is === 'never') return broken('never-answers', 'destroy')
  return answer.is === 'error' ? broken('error', wordsOf(answer)) : KEPT
}

export const parallel: Point = async (subject) => {
  const ids = Array.from({ length: PARALLEL }, (_, index) => `parallel-${index}`)
  await Promise.all(ids.map((id) => mustSet(subject, id, sessionData(id, { name: id }))))
  const found = await Promise.all(ids.map((id) => mustFind(subject, id)))
  const lost = found.filter((data) => data === null).length
  const changed = found.filter((data, index) => data !== null && data.name !== ids[index]).length
  const seen: Seen[] = []
  if (lost > 0) seen.push('lost')
  if (changed > 0) seen.push('changed')
  return judged(seen, `${lost + changed} / ${PARALLEL}`)
}
