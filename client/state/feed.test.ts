import { describe, expect, it } from 'vitest'
import type { Frame } from '../../server/protocol/dashboard.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { createFeed } from './feed.js'

function setUp() {
  const published: Snapshot[] = []
  const due: (() => void)[] = []
  let resyncs = 0
  const feed = createFeed(
    (snapshot) => published.push(snapshot),
    () => {
      resyncs += 1
    },
    (callback) => due.push(callback),
  )
  const paint = () => {
    for (const callback of due.splice(0)) callback()
  }
  return { feed, published, paint, resyncs: () => resyncs }
}

function frame(seq: number, boot = 3): Frame {
  return { seq, events: [{ seq, at: 0, instance: 'a', cause: null, kind: 'server-starting', boot, pid: 1, heapLimitBytes: 1, reason: 'restart' }] }
}

describe('the feed', () => {
  it('hands on at most one snapshot an animation frame, with all frames in it', () => {
    const { feed, published, paint } = setUp()
    feed.snapshot(fixtureSnapshot)
    feed.frame(frame(42, 7))
    feed.frame(frame(43, 8))
    expect(published).toHaveLength(0)
    paint()
    expect(published).toHaveLength(1)
    expect(published[0]).toMatchObject({ seq: 43, instances: { a: { boot: 8 } } })
  })

  it('asks once for a resync after a gap, ignores frames until the snapshot is here, and then goes on', () => {
    const { feed, published, paint, resyncs } = setUp()
    feed.snapshot(fixtureSnapshot)
    feed.frame(frame(44))
    feed.frame(frame(45))
    expect(resyncs()).toBe(1)
    feed.snapshot({ ...fixtureSnapshot, seq: 45 })
    feed.frame(frame(46, 9))
    paint()
    expect(resyncs()).toBe(1)
    expect(published.at(-1)).toMatchObject({ seq: 46, instances: { a: { boot: 9 } } })
  })

  it('ignores a frame that the snapshot already holds', () => {
    const { feed, published, paint, resyncs } = setUp()
    feed.snapshot(fixtureSnapshot)
    feed.frame(frame(41, 99))
    paint()
    expect(resyncs()).toBe(0)
    expect(published[0]?.instances.a?.boot).toBe(3)
  })
})
