/** The page's own history of the launch: fetched when the reader first goes back in time, and kept up from what the page is sent. */
import type { HistoryPart } from '../../server/protocol/dashboard.js'
import type { LogEvent } from '../../server/protocol/events.js'
import { History } from '../../server/protocol/history/history.js'
import { LOG } from '../../server/protocol/limits.js'
import { reduce } from '../../server/protocol/reduce.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { followEvents } from './feed.js'
import { Stops } from './stops.js'

/** What the page holds of all that has happened. */
export interface Past {
  readonly history: History
  readonly stops: Stops
}

let held: Past | null = null
let loading: Promise<Past> | null = null
const listeners = new Set<() => void>()

/** Of a recording, which has come to its end; null: there is none any more. */
export function givePast(whole: History | null): void {
  held = whole && { history: whole, stops: stopsOf(whole) }
  tellSoon()
}

/**
 * All that has happened, as far as the log holds it. It goes on by itself; after a gap in what the page was sent, it has to be asked for again.
 *
 * @param token of the launch
 * @throws Error when it cannot be had
 */
export async function past(token: string): Promise<Past> {
  if (held !== null) return held
  loading ??= load(token).finally(() => {
    loading = null
  })
  return loading
}

/** What is held now; null: it has not been asked for, is being read, or has to be asked for again. */
export function heldPast(): Past | null {
  return held
}

/** Has the log dropped what was before an event, so that the state as of it can no longer be had? What is shown of it already stays. */
export function isDropped(seq: number): boolean {
  return held !== null && held.history.base.seq > seq
}

/** Is told when something was added, at most once in TELL_EVERY_MS, and when there is another. @returns how to stop that */
export function onPastChanged(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Adding up what came is of no use more often than this. */
const TELL_EVERY_MS = 250
let isTelling = false

function tellSoon(): void {
  if (isTelling) return
  isTelling = true
  setTimeout(() => {
    isTelling = false
    for (const each of listeners) each()
  }, TELL_EVERY_MS)
}

function stopsOf(history: History): Stops {
  const stops = new Stops()
  stops.isCut = history.base.log.folded > 0
  for (const event of history.after(0)) stops.add(event)
  return stops
}

async function load(token: string): Promise<Past> {
  /** What comes while the older events are on their way. */
  const meanwhile: LogEvent[] = []
  let isWhole = true
  followEvents({
    onEvent: (event) => meanwhile.push(event),
    onGap: () => {
      isWhole = false
    },
  })
  try {
    const { loaded, state } = await fetchLog(token)
    if (!isWhole) return await load(token)
    let current = state
    for (const event of meanwhile) current = add(loaded, event, current)
    held = loaded
    followEvents({
      onEvent: (event, before) => {
        keep(loaded, event, before)
        tellSoon()
      },
      onGap: () => {
        held = null
        followEvents(null)
        tellSoon()
      },
    })
    tellSoon()
    return loaded
  } catch (error) {
    followEvents(null)
    throw error
  }
}

function add(to: Past, event: LogEvent, before: Snapshot): Snapshot {
  if (event.seq <= before.seq) return before
  keep(to, event, before)
  return reduce(before, event)
}

function keep({ history, stops }: Past, event: LogEvent, before: Snapshot): void {
  history.add(event, before)
  history.fold()
  stops.add(event)
}

async function fetchLog(token: string): Promise<{ readonly loaded: Past; readonly state: Snapshot }> {
  const response = await fetch('/api/log', { cache: 'no-store', headers: { authorization: `Bearer ${token}` } })
  if (!response.ok || response.body === null) throw new Error(`The log was answered with ${response.status}`)
  let found: { readonly loaded: Past; state: Snapshot; readonly until: number } | null = null
  for await (const part of parts(response.body)) {
    if ('base' in part) {
      const history = new History(part.base, LOG)
      found = { loaded: { history, stops: stopsOf(history) }, state: part.base, until: part.until }
    } else if (found !== null) for (const event of part) found.state = add(found.loaded, event, found.state)
  }
  if (found === null || found.state.seq !== found.until) throw new Error('The log was cut off')
  return found
}

async function* parts(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<HistoryPart> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>).getReader()
  let rest = ''
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (rest + next.value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as HistoryPart
  }
}
