import type { Snapshot } from '../../server/protocol/state.js'
import type { CrowdRow } from '../../server/protocol/timeline.js'
import { fixtureSnapshot } from './fixture-snapshot.js'

/** The row of a first crowd that has sent this many requests, one a millisecond. */
export const crowdRow = (until: number): CrowdRow => ({
  kind: 'crowd',
  key: 'crowd:1',
  at: 0,
  instance: 'a',
  until,
  run: 1,
  requests: until,
  timed: 0,
  newSessions: 0,
  errors: 0,
  operations: {},
  gcShare: 0,
})

/** The rows of the fixture that are no crowd's. */
export const rowsOfOthers = fixtureSnapshot.timeline.filter(({ kind }) => kind !== 'crowd')

/** With a crowd of this number under way. */
export const inRun = (id: number) => ({ ...fixtureSnapshot.crowd, running: { ...fixtureSnapshot.crowd.finished[0], id } }) as Snapshot['crowd']
