/** Makes a trace of what happened. Pure, and run at both ends: the page makes one of what it shows. */
import { FAULTS, type FaultId, type FaultSettings, inForce } from './faults.js'
import type { InstanceState } from './instance-state.js'
import type { InstanceId } from './instances.js'
import { LIMITS } from './limits.js'
import type { Actor, RequestRecord } from './requests.js'
import { INITIAL_OPTIONS, OPTION_NAMES, type OptionName, type SessionOptions } from './session-options.js'
import type { Snapshot } from './state.js'
import { TRACE_VERSION, type Trace, type TraceAct } from './trace.js'

/** What of all that happened is repeated. */
export interface TraceSelection {
  /** Real and virtual browsers. */
  readonly browsers: readonly Actor[]
  /** How many of their last requests, taken together; no more than LIMITS.traceActs. */
  readonly last: number
}

/** What it is made of; of the lesson servers, only the shop that each runs. */
export interface KnownToTrace extends Pick<Snapshot, 'timeline' | 'faults' | 'browsers' | 'formerBrowsers'> {
  readonly instances: Readonly<Record<InstanceId, Pick<InstanceState, 'shop'>>>
}

/**
 * The last requests of some browsers, with the configuration that the last of them met. What a lesson's set-up did is not among them, nor what was neither GET
 * nor POST.
 *
 * @returns null: they have made none
 */
export function traceOf(state: KnownToTrace, { browsers, last }: TraceSelection): Trace | null {
  const requests = requestsOf(state.timeline, browsers).slice(-Math.min(last, LIMITS.traceActs))
  const newest = requests.at(-1)
  if (newest === undefined) return null
  const actors = [...new Set(requests.map(({ actor }) => actor))].slice(0, LIMITS.traceBrowsers)
  const followed = requests.filter(({ actor }) => actors.includes(actor))
  const forgetting = withoutTheirCookie(requestsOf(state.timeline, actors))
  const shop = (state.instances[newest.instance ?? ''] ?? Object.values(state.instances)[0])?.shop ?? 'standard'
  return {
    version: TRACE_VERSION,
    configuration: { store: newest.store, shop, options: optionsUnlike(newest.options), faults: faultsOf(state) },
    browsers: actors.map((actor) => nameOf(state, actor)),
    acts: followed.map((request, place) => actOf(request, followed.slice(0, place), actors.indexOf(request.actor), forgetting.has(request))),
  }
}

/** The requests of these browsers that can be repeated, oldest first. */
export function requestsOf(timeline: Snapshot['timeline'], browsers: readonly Actor[]): readonly RequestRecord[] {
  return timeline
    .flatMap((row) => (row.kind === 'request' && row.setUpOf === undefined ? [row.request] : []))
    .filter(({ actor, method }) => browsers.includes(actor) && actor !== 'crowd' && actor !== 'other' && (method === 'GET' || method === 'POST'))
    .sort((a, b) => a.at - b.at)
}

/** The options that are not as at the start of a launch. The cookie's name holds the shop's port there, which says nothing elsewhere. */
export function optionsUnlike(options: { readonly [Name in OptionName]?: SessionOptions[Name] | undefined }): Partial<SessionOptions> {
  const unlike = OPTION_NAMES.filter((name) => options[name] !== undefined && options[name] !== INITIAL_OPTIONS[name])
  return Object.fromEntries(unlike.filter((name) => name !== 'name' || !String(options.name).startsWith(OWN_COOKIE)).map((name) => [name, options[name]]))
}

/** How the name of the sandbox's own cookie begins, whatever the port (LESSON_SERVER.cookieName of server/config.ts). */
const OWN_COOKIE = 'sessionscope.sid'

/** @param before those that are repeated before it, oldest first @param forgets its browser had thrown its cookie away since then */
function actOf(request: RequestRecord, before: readonly RequestRecord[], browser: number, forgets: boolean): TraceAct {
  const { method, path, form, at, actor } = request
  const last = before.at(-1)
  // A redirect is followed as soon as the headers are there; what began a millisecond earlier by the clock may have done so.
  const isOpen = (each: RequestRecord) => each.at + Math.floor(each.headersMs ?? each.durationMs) > at + 1
  const overlaps = before.flatMap((each, place) => (isOpen(each) ? [before.length - place] : [])).reverse()
  return {
    browser,
    method: method === 'POST' ? 'POST' : 'GET',
    path,
    ...(form !== undefined && { form }),
    pauseMs: last === undefined ? 0 : Math.min(at - last.at, LIMITS.tracePauseMs),
    ...(overlaps.length > 0 && { overlaps }),
    ...(forgets && before.some((each) => each.actor === actor) && { forgets: true }),
  }
}

/**
 * Requests that came without the session's cookie though their browser had it: it had brought it, nobody removed it, its time was not over, and nothing else
 * than its being thrown away explains that it was not sent. What a log does not tell is not made up: where an expiry is unknown, it may have passed.
 *
 * @param requests of any browsers, oldest first
 */
function withoutTheirCookie(requests: readonly RequestRecord[]): ReadonlySet<RequestRecord> {
  const jars = new Map<Actor, HeldCookie>()
  const without = new Set<RequestRecord>()
  for (const request of requests) {
    const { actor, at, cookieIn, options, setCookie } = request
    const before = jars.get(actor)
    const held = before?.name === options.name ? before : undefined
    if (cookieIn.kind !== 'none') jars.set(actor, { name: options.name, endsAt: held === undefined ? unlessExpiring(request) : held.endsAt, hasCome: true })
    else if (held?.hasCome && (held.endsAt === null || held.endsAt > at) && wouldBring(request)) {
      without.add(request)
      jars.delete(actor)
    }
    for (const line of setCookie.filter((each) => each.startsWith(`${options.name}=`))) {
      const endsAt = endOf(line)
      if (endsAt !== null && endsAt <= at) jars.delete(actor)
      else jars.set(actor, { name: options.name, endsAt, hasCome: jars.get(actor)?.hasCome ?? false })
    }
  }
  return without
}

/** The end of a cookie whose beginning nobody saw: where it has one, it may be over at any time. */
function unlessExpiring({ at, options }: RequestRecord): number | null {
  return options.maxAgeMs === null ? null : at
}

/** Does a cookie with these options go along with every request of the shop's own pages? */
function wouldBring({ options, crossSite }: RequestRecord): boolean {
  return options.path === '/' && options.secure === false && crossSite === undefined
}

/** The session's cookie in a browser. */
interface HeldCookie {
  readonly name: string
  /** Epoch ms; null: with the browser. */
  readonly endsAt: number | null
  /** A browser may refuse one that it was sent: that it has brought it shows that it did not. */
  readonly hasCome: boolean
}

/** When a Set-Cookie line says that its cookie ends, in epoch ms (express-session writes Expires only); null: it does not. */
function endOf(line: string): number | null {
  const expires = Date.parse(/;\s*expires=([^;]*)/i.exec(line)?.[1] ?? '')
  return Number.isNaN(expires) ? null : expires
}

function nameOf({ browsers, formerBrowsers }: KnownToTrace, actor: Actor): string {
  const known = [...browsers, ...formerBrowsers].find(({ id }) => id === actor)
  return known !== undefined && known.name !== '' ? known.name : actor
}

function faultsOf({ faults }: KnownToTrace): { readonly [Id in FaultId]?: FaultSettings } {
  return Object.fromEntries(inForce(faults).flatMap(([fault, { settings }]) => (FAULTS[fault].place === 'wire' ? [[fault, settings]] : [])))
}
