import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../../server/protocol/events.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { applyFrame } from './apply-frame.js'

const { seq } = fixtureSnapshot

function cleared(at: number): LogEvent {
  return { seq: at, at, instance: 'a', cause: null, kind: 'cleared', removed: at, undoForMs: 0 }
}

describe('applyFrame', () => {
  it('reduces what has happened since, and keeps the identity of what that did not change', () => {
    const after = applyFrame(fixtureSnapshot, { seq: seq + 2, events: [cleared(seq + 1), cleared(seq + 2)] })
    expect(after?.seq).toBe(seq + 2)
    expect(after?.timeline.slice(-2)).toMatchObject([{ sessions: seq + 1 }, { sessions: seq + 2 }])
    expect(after?.instances).toBe(fixtureSnapshot.instances)
    expect(after?.browsers).toBe(fixtureSnapshot.browsers)
    expect(fixtureSnapshot.timeline.at(-1)?.kind).toBe('request')
  })

  it('passes over what the snapshot includes already, in whole frames and in parts of one', () => {
    expect(applyFrame(fixtureSnapshot, { seq, events: [cleared(seq - 1), cleared(seq)] })).toBe(fixtureSnapshot)
    expect(applyFrame(fixtureSnapshot, { seq: seq + 1, events: [cleared(seq), cleared(seq + 1)] })?.timeline).toHaveLength(fixtureSnapshot.timeline.length + 1)
    expect(applyFrame(fixtureSnapshot, { seq, events: [] })).toBe(fixtureSnapshot)
  })

  it('says when something is missing: before the first event, in between, or since there was more than a frame holds', () => {
    expect(applyFrame(fixtureSnapshot, { seq: seq + 2, events: [cleared(seq + 2)] })).toBeNull()
    expect(applyFrame(fixtureSnapshot, { seq: seq + 3, events: [cleared(seq + 1), cleared(seq + 3)] })).toBeNull()
    expect(applyFrame(fixtureSnapshot, { seq: seq + 600, events: [] })).toBeNull()
  })
})
