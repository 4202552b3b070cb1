/** The timeline: rows are added at its end, or put in the place of the row with the same key. */
import { LIMITS } from '../limits.js'
import type { Snapshot } from '../state.js'
import type { TimelineRow } from '../timeline.js'

/** With a row whose key no other has had. The oldest ones leave above LIMITS.timelineRows, and are counted. */
export function withNewRow(state: Snapshot, row: TimelineRow): Snapshot {
  const isFull = state.timeline.length >= LIMITS.timelineRows
  const timeline = isFull ? state.timeline.slice(1 - LIMITS.timelineRows) : state.timeline.slice()
  timeline.push(ofSetUp(row, state.lesson?.settingUp ? state.lesson.lesson : undefined))
  return { ...state, timeline, dropped: isFull ? state.dropped + 1 : state.dropped }
}

/** With a row that may be there already, and is replaced then where it stands. */
export function withRow(state: Snapshot, row: TimelineRow): Snapshot {
  const place = state.timeline.findLastIndex(({ key }) => key === row.key)
  return place < 0 ? withNewRow(state, row) : { ...state, timeline: state.timeline.with(place, ofSetUp(row, state.timeline[place]?.setUpOf)) }
}

function ofSetUp(row: TimelineRow, setUpOf: string | undefined): TimelineRow {
  return setUpOf === undefined ? row : { ...row, setUpOf }
}

export function rowOf(state: Snapshot, key: string): TimelineRow | undefined {
  return state.timeline.findLast((row) => row.key === key)
}
