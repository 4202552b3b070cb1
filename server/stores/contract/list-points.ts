/** `all`, `length` and `clear`, which a store need not have: what it has must tell the truth. */
import type { Store } from 'express-session'
import type { Seen } from '../../protocol/store-catalogue.js'
import { ask, sessionData, wordsOf } from './ask.js'
import { judged, notAsked } from './finding.js'
import { mustDestroy, mustFind, mustSet, type Point, type Subject, soon, untilExpired } from './subject.js'

const LIVE = ['list-a', 'list-b'] as const
const EXPIRED = 'list-expired'
const DESTROYED = 'list-destroyed'

/** What was seen against one of the three; null: the store has no such method. */
export interface Listed {
  readonly seen: readonly Seen[]
  readonly detail: string | null
}

type Method = 'all' | 'length' | 'clear'

function methodOf({ store }: Subject, name: Method): ((...values: unknown[]) => unknown) | null {
  const method: unknown = (store as Store & Record<string, unknown>)[name]
  return typeof method === 'function' ? method.bind(store) : null
}

/** Two that live, one that was destroyed, and one that has expired. There must be no others. */
export async function fill(subject: Subject, { withExpired }: { readonly withExpired: boolean }): Promise<void> {
  for (const id of [...LIVE, DESTROYED]) await mustSet(subject, id, sessionData(id, { name: id }))
  // What is set twice counts once.
  await mustSet(subject, LIVE[0], sessionData(LIVE[0], { name: LIVE[0] }))
  await mustDestroy(subject, DESTROYED)
  if (!withExpired) return
  await mustSet(subject, EXPIRED, sessionData(EXPIRED, { name: EXPIRED }, soon(subject)))
  await untilExpired(subject)
}

/** @returns null: it has none */
export async function seeAll(subject: Subject): Promise<Listed | null> {
  const all = methodOf(subject, 'all')
  if (all === null) return null
  const { answer } = await ask((done) => all(done), subject.patienceMs)
  if (answer.is === 'never') return { seen: ['all-never'], detail: null }
  if (answer.is === 'error') return { seen: ['error'], detail: `all: ${wordsOf(answer)}` }
  if (typeof answer.value !== 'object' || answer.value === null) return { seen: ['all-no-sessions'], detail: typeof answer.value }
  const found: unknown[] = Array.isArray(answer.value) ? answer.value : Object.values(answer.value)
  const names = found.map((data) => (typeof data === 'object' && data !== null ? Reflect.get(data, 'name') : undefined))
  if (!LIVE.every((id) => names.includes(id)) || names.includes(DESTROYED)) return { seen: ['all-no-sessions'], detail: null }
  return { seen: names.includes(EXPIRED) ? ['all-with-expired'] : [], detail: null }
}

/** @param expired whether one of those that were stored has expired */
export async function seeLength(subject: Subject, expired: boolean): Promise<Listed | null> {
  const length = methodOf(subject, 'length')
  if (length === null) return null
  const { answer } = await ask((done) => length(done), subject.patienceMs)
  if (answer.is === 'never') return { seen: ['length-never'], detail: null }
  if (answer.is === 'error') return { seen: ['error'], detail: `length: ${wordsOf(answer)}` }
  if (answer.value === LIVE.length) return { seen: [], detail: null }
  const countsExpired = expired && answer.value === LIVE.length + 1
  return { seen: [countsExpired ? 'length-counts-expired' : 'length-wrong'], detail: `length: ${String(answer.value)}` }
}

export async function seeClear(subject: Subject): Promise<Listed | null> {
  const clear = methodOf(subject, 'clear')
  if (clear === null) return null
  const { answer } = await ask((done) => clear(done), subject.patienceMs)
  if (answer.is === 'never') return { seen: ['clear-never'], detail: null }
  if (answer.is === 'error') return { seen: ['clear-fails'], detail: `clear: ${wordsOf(answer)}` }
  for (const id of LIVE) if ((await mustFind(subject, id)) !== null) return { seen: ['clear-fails'], detail: null }
  return { seen: [], detail: null }
}

/** Of a store that nothing else was put into before. */
export const allLengthClear: Point = async (subject) => {
  if ((['all', 'length', 'clear'] as const).every((name) => methodOf(subject, name) === null)) return notAsked('nothing-to-ask')
  await fill(subject, { withExpired: true })
  const listed = [await seeAll(subject), await seeLength(subject, true), await seeClear(subject)]
  const details = listed.flatMap((each) => each?.detail ?? [])
  return judged(
    listed.flatMap((each) => each?.seen ?? []),
    details.join('; '),
  )
}
