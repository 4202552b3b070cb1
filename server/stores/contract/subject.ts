/** A store on trial, in the process that asks it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Seen } from '../../protocol/store-catalogue.js'
import { type Asked, type Data, destroy, find, set, wordsOf } from './ask.js'
import { broken, type Finding } from './finding.js'

export interface Subject extends Asked {
  /** The life of a session that is to expire in a moment, in ms; below 0: it has expired already. */
  readonly soonMs: number
  /** How long after that it is looked for, in ms: some stores count in whole seconds. */
  readonly afterMs: number
  /** Until when the store holds it, where that can be seen from outside; epoch ms, null: it holds none. Without it, one waits. */
  expiresAt?(id: string): Promise<number | null>
}

/** A point of the contract that can be tried where the store is. It never throws but for what ends it: see {@link tried}. */
export type Point = (subject: Subject) => Promise<Finding>

/** What was seen instead of what the rest of a point needs. */
class Ended extends Error {
  readonly finding: Finding

  constructor(finding: Finding) {
    super('the point has ended')
    this.finding = finding
  }
}

/** Tries a point; where the store fails in the middle of it, that is the finding. */
export async function tried(point: Point, subject: Subject): Promise<Finding> {
  try {
    return await point(subject)
  } catch (error) {
    if (error instanceof Ended) return error.finding
    throw error
  }
}

/** Stores it, or ends the point. @param refused what it is called when the store says that it cannot */
export async function mustSet(asked: Asked, id: string, data: Data, refused: Seen = 'error'): Promise<void> {
  const { answer } = await set(asked, id, data)
  if (answer.is === 'never') throw new Ended(broken('never-answers', 'set'))
  if (answer.is === 'error') throw new Ended(broken(refused, `set: ${wordsOf(answer)}`))
}

/** Finds it, or null, or ends the point. */
export async function mustFind(asked: Asked, id: string): Promise<Data | null> {
  const found = await find(asked, id)
  if (found.is === 'never') throw new Ended(broken('never-answers', 'get'))
  if (found.is === 'error') throw new Ended(broken('error', `get: ${wordsOf(found)}`))
  return found.data
}

export async function mustDestroy(asked: Asked, id: string): Promise<void> {
  const { answer } = await destroy(asked, id)
  if (answer.is === 'never') throw new Ended(broken('never-answers', 'destroy'))
  if (answer.is === 'error') throw new Ended(broken('error', `destroy: ${wordsOf(answer)}`))
}

/** When a session that is to expire in a moment does. */
export function soon({ soonMs }: Subject): Date {
  return new Date(Date.now() + soonMs)
}

/** Waits until what was to expire soon has. */
export async function untilExpired({ soonMs, afterMs }: Subject): Promise<void> {
  if (soonMs > 0) await sleep(soonMs + afterMs)
}
