/** What a trace of Chromium tells of a page: the work of its main thread, animation frame by animation frame. Pure. */

/** One event of a trace, as far as it is read here. Times are µs. */
export interface TraceEvent {
  readonly name: string
  /** `X`: with a duration; `M`: names a thread; others are moments. */
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** CPU time of the thread within `dur`. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** The main thread's work for one animation frame. */
export interface FrameWork {
  /** From the beginning of each task to its end, with the time in which others had the core. */
  readonly ms: number
  /** CPU time of it; less than `ms` where the cores were wanted elsewhere. */
  readonly cpuMs: number
}

/** Categories of Chromium's tracing that hold the events below. */
export const TRACE_CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] as const

const TASKS: ReadonlySet<string> = new Set(['RunTask', 'ThreadControllerImpl::RunTask'])
/** Callbacks of `requestAnimationFrame` ran; something new was handed on to be drawn. A frame has one of them or both. */
const FRAME: ReadonlySet<string> = new Set(['FireAnimationFrame', 'Commit'])

/**
 * The work of each animation frame: the task that made it, and whatever the main thread has done since the one before (messages that came in, timers).
 *
 * @returns in the order of time; empty where no page made a frame
 */
export function frameWork(events: readonly TraceEvent[]): readonly FrameWork[] {
  const thread = mainThread(events)
  if (thread === null) return []
  const own = events.filter(({ pid, tid }) => pid === thread.pid && tid === thread.tid)
  const marks = own
    .filter(({ name }) => FRAME.has(name))
    .map(({ ts }) => ts)
    .toSorted((a, b) => a - b)
  const frames: FrameWork[] = []
  let [ms, cpuMs, next] = [0, 0, 0]
  for (const { ts, dur, tdur } of outermostTasks(own)) {
    ms += dur / 1_000
    cpuMs += tdur / 1_000
    const end = ts + dur
    if ((marks[next] ?? Number.POSITIVE_INFINITY) > end) continue
    while ((marks[next] ?? Number.POSITIVE_INFINITY) <= end) next += 1
    frames.push({ ms, cpuMs })
    ;[ms, cpuMs] = [0, 0]
  }
  return frames
}

/** The page's: of all main threads of renderers the one that made the most frames. */
function mainThread(events: readonly TraceEvent[]): Pick<TraceEvent, 'pid' | 'tid'> | null {
  const threads = events
    .filter(({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => ({ pid, tid, frames: events.filter((event) => FRAME.has(event.name) && event.pid === pid && event.tid === tid).length }))
  return threads.toSorted((a, b) => b.frames - a.frames)[0] ?? null
}

/** In the order of time, without those that ran inside another one. */
function outermostTasks(events: readonly TraceEvent[]): readonly (TraceEvent & Required<Pick<TraceEvent, 'dur' | 'tdur'>>)[] {
  let until = Number.NEGATIVE_INFINITY
  return events
    .flatMap((event) => (event.ph === 'X' && TASKS.has(event.name) ? [{ ...event, dur: event.dur ?? 0, tdur: event.tdur ?? 0 }] : []))
    .toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)
    .filter(({ ts, dur }) => {
      if (ts < until) return false
      until = ts + dur
      return true
    })
}
