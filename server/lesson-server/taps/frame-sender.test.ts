import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FRAMES } from '../../config.js'
import type { MemorySample } from '../../protocol/instance-state.js'
import type { TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { FrameSender } from './frame-sender.js'

let frames: TapFrame[]
let unsent: number
let sender: FrameSender
afterEach(() => sender.close())

function start(): void {
  frames = []
  unsent = 0
  sender = new FrameSender({ send: (frame) => frames.push(frame), unsent: () => unsent }, { instance: 'a', boot: 3 })
}

const record = { id: 'r' } as RequestRecord
const sample = { at: 1 } as MemorySample
const add = () => sender.hasRoom() && sender.addRequest(record)
const sum = (of: (frame: TapFrame) => number) => frames.reduce((total, frame) => total + of(frame), 0)

it('sends at once while it is quiet, also right after a memory sample', async () => {
  start()
  sender.addMemory(sample)
  add()
  await wait(0)
  await wait(0)
  expect(frames.map(({ boot, memory, requests }) => [boot, memory, requests.length])).toEqual([
    [3, sample, 0],
    [3, null, 1],
  ])
})

it('sends frames when it is busy, and is quick again after a pause', async () => {
  start()
  const begun = performance.now()
  for (let n = 0; n < 60; n += 1) {
    add()
    await wait(2)
  }
  await wait(FRAMES.busyIntervalMs + 30)
  expect(sum(({ requests }) => requests.length)).toBe(60)
  // What may leave at once, what may again after a while, and what leaves at its pace: in the time that it really took.
  const tookMs = performance.now() - begun
  expect(frames.length).toBeLessThanOrEqual(FRAMES.atOnce.burst + (tookMs / 1000) * FRAMES.atOnce.perSecond + tookMs / FRAMES.busyIntervalMs + 2)
  expect(frames.length).toBeLessThan(60)
  const before = frames.length
  add()
  await wait(5)
  expect(frames.length).toBe(before + 1)
})

describe('the crowd’s counters', () => {
  const visit = () => {
    sender.crowd.countRequest(false, false, true)
    sender.noteCrowd()
  }

  beforeEach(() => {
    vi.useFakeTimers()
    start()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('ride along with a reading of the memory, or leave alone when there is none', () => {
    visit()
    vi.advanceTimersByTime(FRAMES.memorySampleMs)
    expect(frames).toEqual([])
    sender.addMemory(sample)
    expect(frames).toMatchObject([{ memory: sample, crowd: { requests: 1 } }])
    vi.advanceTimersByTime(FRAMES.crowdAloneMs)
    expect(frames).toHaveLength(1)
    visit()
    vi.advanceTimersByTime(FRAMES.crowdAloneMs)
    expect(frames).toHaveLength(2)
    expect(frames[1]).toMatchObject({ memory: null, crowd: { requests: 1 } })
  })

  it('hold back no record', () => {
    for (let n = 0; n < FRAMES.atOnce.burst; n += 1) {
      add()
      vi.advanceTimersByTime(1)
    }
    visit()
    const before = frames.length
    add()
    vi.advanceTimersByTime(FRAMES.busyIntervalMs)
    expect(frames).toHaveLength(before + 1)
    expect(frames.at(-1)).toMatchObject({ requests: [record], crowd: { requests: 1 } })
  })
})

it('holds at most maxRequests, and counts what it had to drop', async () => {
  start()
  for (let n = 0; n < FRAMES.maxRequests + 25; n += 1) add()
  await wait(FRAMES.busyIntervalMs + 30)
  expect(sum(({ requests }) => requests.length)).toBe(FRAMES.maxRequests)
  expect(sum(({ dropped }) => dropped)).toBe(25)
})

it('waits for a supervisor that does not keep up, and loses only what does not fit', async () => {
  start()
  unsent = FRAMES.maxUnsent
  for (let n = 0; n < FRAMES.maxRequests + 10; n += 1) add()
  sender.addMemory(sample)
  await wait(FRAMES.busyIntervalMs * 2)
  expect(frames).toEqual([])
  unsent = 0
  await wait(FRAMES.busyIntervalMs * 2)
  expect(frames[0]).toMatchObject({ dropped: 10, memory: sample })
  expect(frames[0]?.requests).toHaveLength(FRAMES.maxRequests)
})

it('says the last word when it closes', () => {
  start()
  add()
  sender.close()
  expect(frames).toHaveLength(1)
  add()
  expect(frames).toHaveLength(1)
})

it('tells at once that a session is gone which was found and destroyed, and waits for nobody’s count', async () => {
  start()
  sender.setGauges({ counted: 'memory', sessionCount: 1, bytesPerSession: null, ttlIndex: null, elsewhere: {} })
  sender.noteDestroyed()
  add()
  await wait(0)
  sender.noteDestroyed()
  add()
  await wait(0)
  expect(frames.map(({ sessionCount }) => sessionCount)).toEqual([0, 0])
})
