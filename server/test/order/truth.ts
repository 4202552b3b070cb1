/** What was so, told from the requests and commands of a log alone; and what the log says of it that cannot be so, in the order in which it says it. */
import type { LogEvent } from '../../protocol/events.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { Snapshot } from '../../protocol/state.js'
import type { PageMoment } from './late-page.js'

interface Ended {
  readonly seq: number
  readonly why: string
}

/** The sessions of one store. */
class Held {
  readonly alive = new Set<string>()
  readonly ended = new Map<string, Ended>()
  /** Found missing while it was there, as far as was told: true if the request that has ended it is told next. */
  readonly missed = new Map<string, string>()

  begin(id: string): void {
    this.alive.add(id)
    this.ended.delete(id)
  }

  end(id: string, ended: Ended): void {
    this.alive.delete(id)
    this.missed.delete(id)
    this.ended.set(id, ended)
  }

  endAll(ended: Ended): void {
    for (const id of this.alive) this.end(id, ended)
  }
}

/**
 * What the moments show that is false: not late, but contradicting what had been shown to have happened before.
 *
 * @returns sentences; none where all is well
 */
export function falsehoods(moments: readonly PageMoment[]): readonly string[] {
  const stores = new Map<string, Held>()
  const of = (store: string): Held => {
    const held = stores.get(store) ?? new Held()
    stores.set(store, held)
    return held
  }
  const carts = new Map<string, number>()
  const found: string[] = []
  const starting = new Map<string, number>()
  for (const { event, before, state } of moments) {
    const complain = (what: string) => found.push(`event ${event.seq}, ${event.kind}: ${what}`)
    if (event.kind === 'request') follow(event.request, of(event.request.store), event.seq)
    if (event.kind === 'cleared') of(before.store.active).endAll({ seq: event.seq, why: 'cleared' })
    if (event.kind === 'session-forgotten') of(before.store.active).end(event.sessionId, { seq: event.seq, why: 'forgotten' })
    if (event.kind === 'switched' && event.report.refused === null && event.report.carryOver) {
      const { from, to } = event.report
      for (const id of of(from).alive) of(to).begin(id)
      of(from).endAll({ seq: event.seq, why: 'carried over' })
    }
    if (event.kind === 'server-starting' && event.reason !== 'launch') of('memory').endAll({ seq: event.seq, why: 'its process ended' })
    if (event.kind === 'server-starting') starting.set(event.instance ?? '', event.at)
    if (event.kind === 'memory-read' && event.sample.at < (starting.get(event.instance ?? '') ?? 0)) complain('a reading of the life before')
    if (event.kind === 'store-health' && !event.up) complain('the store is told to be away')
    if (event.kind === 'document-read') readings(event, before, of(before.store.active), found)
    carry(state, carts, complain)
    jars(state, before, complain)
  }
  return [...found, ...[...stores.values()].flatMap(({ missed }) => [...missed.values()])]
}

function follow({ operations }: RequestRecord, held: Held, seq: number): void {
  for (const { name, sessionId, error } of operations) {
    if (error !== undefined) continue
    if (name === 'set') held.begin(sessionId)
    if (name === 'destroy') held.end(sessionId, { seq, why: 'destroyed' })
  }
}

function readings({ seq, sessionId, stored }: Extract<LogEvent, { kind: 'document-read' }>, { store }: Snapshot, held: Held, found: string[]): void {
  const ended = held.ended.get(sessionId)
  if (stored !== null && ended) found.push(`event ${seq}: a document in ${store.active} of a session that was ${ended.why} at event ${ended.seq}`)
  const missed = held.missed.get(sessionId)
  if (stored !== null && missed !== undefined) found.push(missed)
  held.missed.delete(sessionId)
  if (stored === null && held.alive.has(sessionId)) held.missed.set(sessionId, `event ${seq}: no document in ${store.active} of a session that was saved there`)
}

/** In these scenarios nothing is ever taken out of a cart: one that shrinks was read before and told after. */
function carry({ focused, store }: Snapshot, carts: Map<string, number>, complain: (what: string) => void): void {
  for (const [id, { stored }] of Object.entries(focused)) {
    const cart = (stored?.document as { readonly cart?: readonly unknown[] } | undefined)?.cart
    if (!Array.isArray(cart)) continue
    const key = `${store.active}/${id}`
    if (cart.length < (carts.get(key) ?? 0)) complain(`a cart shrinks from ${carts.get(key)} to ${cart.length}`)
    carts.set(key, cart.length)
  }
}

/** Nobody meddles with cookies here: each is good, and each browser keeps it. */
function jars({ browsers }: Snapshot, before: Snapshot, complain: (what: string) => void): void {
  if (browsers === before.browsers) return
  for (const { id, jar, lastSetCookie } of browsers) {
    for (const { name, origin, verdict } of jar) {
      if (verdict !== null && verdict.kind !== 'good') complain(`the cookie ${name} of ${id} is ${verdict.kind}`)
      if (origin === 'elsewhere' || origin === 'shop') complain(`the cookie ${name} of ${id} is told to be from ${origin}`)
    }
    if (lastSetCookie === null) continue
    if (lastSetCookie.overwrote !== null) complain(`the cookie of ${id} is told to overwrite one that is ${lastSetCookie.overwrote}`)
    if (!['waiting', 'kept'].includes(lastSetCookie.outcome)) complain(`${id} is told not to have kept its cookie: ${lastSetCookie.outcome}`)
  }
}
