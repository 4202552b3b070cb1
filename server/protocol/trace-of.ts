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
  /** So many of their last requests, taken together; no more than LIMITS.traceActs. */
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
  const shop = (state.instances[newest.instance ?? ''] ?? Object.values(state.instances)[0])?.shop ?? 'standard'
  return {
    version: TRACE_VERSION,
    configuration: { store: newest.store, shop, options: optionsUnlike(newest.options), faults: faultsOf(state) },
    browsers: actors.map((actor) => nameOf(state, actor)),
    acts: followed.map((request, index) => actOf(request, followed[index - 1], actors.indexOf(request.actor))),
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

function actOf(request: RequestRecord, before: RequestRecord | undefined, browser: number): TraceAct {
  const { method, path, form, at } = request
  const pauseMs = before === undefined ? 0 : Math.min(at - before.at, LIMITS.tracePauseMs)
  // A redirect is followed as soon as the headers are there; what began a millisecond earlier by the clock may have done so.
  const overlaps = before !== undefined && before.at + Math.floor(before.headersMs ?? before.durationMs) > at + 1
  return { browser, method: method === 'POST' ? 'POST' : 'GET', path, ...(form !== undefined && { form }), pauseMs, ...(overlaps && { overlaps: true }) }
}

function nameOf({ browsers, formerBrowsers }: KnownToTrace, actor: Actor): string {
  const known = [...browsers, ...formerBrowsers].find(({ id }) => id === actor)
  return known !== undefined && known.name !== '' ? known.name : actor
}

function faultsOf({ faults }: KnownToTrace): { readonly [Id in FaultId]?: FaultSettings } {
  return Object.fromEntries(inForce(faults).flatMap(([fault, { settings }]) => (FAULTS[fault].place === 'wire' ? [[fault, settings]] : [])))
}
