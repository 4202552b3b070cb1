import { describe, expect, it } from 'vitest'
import type { Frame } from '../../server/protocol/dashboard.js'
import type { MemorySample, TimelineRow } from '../../server/protocol/state.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { applyFrame, orderOf, withRows, withSamples } from './apply-frame.js'
import { LIMITS } from './limits.js'

const emptyFrame: Frame = { seq: fixtureSnapshot.seq + 1, slices: {}, rows: [], samples: [] }

function row(key: string, at: number): TimelineRow {
  return { kind: 'cleared', key, at, store: 'memory', sessions: at }
}

function sample(at: number): MemorySample {
  const { latest } = fixtureSnapshot.memory
  if (!latest) throw new Error('the fixture has samples')
  return { ...latest, at }
}

describe('orderOf', () => {
  it('knows the next frame, a frame that came twice and a gap', () => {
    expect(orderOf(fixtureSnapshot, emptyFrame)).toBe('next')
    expect(orderOf(fixtureSnapshot, { ...emptyFrame, seq: fixtureSnapshot.seq })).toBe('stale')
    expect(orderOf(fixtureSnapshot, { ...emptyFrame, seq: fixtureSnapshot.seq + 2 })).toBe('gap')
  })
})

describe('applyFrame', () => {
  it('replaces the slices that came, and keeps the identity of the others', () => {
    const server = { ...fixtureSnapshot.server, boot: 4 }
    const after = applyFrame(fixtureSnapshot, { ...emptyFrame, slices: { server } })
    expect(after.server).toBe(server)
    expect(after.seq).toBe(emptyFrame.seq)
    expect(after.store).toBe(fixtureSnapshot.store)
    expect(after.timeline).toBe(fixtureSnapshot.timeline)
    expect(after.memory).toBe(fixtureSnapshot.memory)
  })
})

describe('withRows', () => {
  it('adds new rows at the end and puts a known key in its place', () => {
    const before = [row('a', 1), row('b', 2)]
    const after = withRows(before, [row('a', 10), row('c', 3), row('c', 4)])
    expect(after).toEqual([row('a', 10), row('b', 2), row('c', 4)])
    expect(before).toEqual([row('a', 1), row('b', 2)])
  })

  it('lets the oldest go above the limit', () => {
    const many = Array.from({ length: LIMITS.timelineRows }, (_, index) => row(`old:${index}`, index))
    const after = withRows(many, [row('new', 1)])
    expect(after).toHaveLength(LIMITS.timelineRows)
    expect(after[0]?.key).toBe('old:1')
    expect(after.at(-1)?.key).toBe('new')
  })
})

describe('withSamples', () => {
  it('appends, keeps the newest as latest, and is capped', () => {
    const full = { latest: sample(0), samples: Array.from({ length: LIMITS.memorySamples }, (_, index) => sample(index)) }
    const after = withSamples(full, [sample(9_998), sample(9_999)])
    expect(after.samples).toHaveLength(LIMITS.memorySamples)
    expect(after.samples[0]?.at).toBe(2)
    expect(after.latest?.at).toBe(9_999)
  })
})
