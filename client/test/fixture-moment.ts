import type { Moment } from '../state/dashboard-store.js'
import { FIXTURE_NOW, fixtureSnapshot } from './fixture-snapshot.js'

/** The fixture's moment, looked at as one of the past. */
export const fixtureMoment: Moment = {
  seq: fixtureSnapshot.seq,
  at: FIXTURE_NOW,
  snapshot: fixtureSnapshot,
  before: fixtureSnapshot,
  request: null,
  what: null,
  compared: 'request',
  from: fixtureSnapshot,
  leftAt: fixtureSnapshot.seq,
}
