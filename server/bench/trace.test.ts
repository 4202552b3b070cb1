import { expect, test } from 'vitest'
import { frameWork, type TraceEvent } from './trace.js'

const [PAGE, OTHER] = [7, 8]

const thread = (pid: number, name: string, tid = 1): TraceEvent => ({ name: 'thread_name', ph: 'M', pid, tid, ts: 0, args: { name } })
const task = (ts: number, dur: number, tdur = dur, pid = PAGE, tid = 1): TraceEvent => ({ name: 'RunTask', ph: 'X', pid, tid, ts, dur, tdur })
const frame = (ts: number, pid = PAGE): TraceEvent => ({ name: 'FireAnimationFrame', ph: 'X', pid, tid: 1, ts, dur: 10, tdur: 10 })
const threads = [thread(PAGE, 'CrRendererMain'), thread(OTHER, 'CrRendererMain'), thread(PAGE, 'Compositor', 2)]

test('a frame’s work is the task that runs its callbacks and what was done since the one before', () => {
  const events = [...threads, task(1_000, 500), task(2_000, 3_000, 2_000), frame(2_100), task(9_000, 250), task(10_000, 1_000), frame(10_500)]
  expect(frameWork(events)).toEqual([
    { ms: 3.5, cpuMs: 2.5 },
    { ms: 1.25, cpuMs: 1.25 },
  ])
})

test('a frame that changes without a callback, as a style that moves does, is one as well', () => {
  const commit: TraceEvent = { name: 'Commit', ph: 'X', pid: PAGE, tid: 1, ts: 4_000, dur: 100, tdur: 100 }
  expect(frameWork([...threads, task(2_000, 3_000), commit, task(6_000, 500)])).toEqual([{ ms: 3, cpuMs: 3 }])
})

test('several callbacks of one frame are one frame, and a task within a task is not counted twice', () => {
  const events = [...threads, task(2_000, 3_000), task(2_500, 1_000), frame(2_100), frame(2_600)]
  expect(frameWork(events)).toEqual([{ ms: 3, cpuMs: 3 }])
})

test('events come in any order, and of other threads and renderers nothing counts', () => {
  const elsewhere = [task(0, 50_000, 50_000, OTHER), frame(40_000, OTHER), task(2_000, 9_000, 9_000, PAGE, 2)]
  const events = [frame(8_100), ...elsewhere, task(8_000, 1_000), frame(2_100), task(2_000, 3_000), ...threads]
  expect(frameWork(events)).toEqual([
    { ms: 3, cpuMs: 3 },
    { ms: 1, cpuMs: 1 },
  ])
  expect(frameWork([task(0, 1_000), frame(100)])).toEqual([])
})
