/** The sandbox's MongoDB. */
import type { EventOf, MongoEvent } from '../events.js'
import type { MongoState } from '../mongo.js'
import type { Snapshot } from '../state.js'
import { isSame } from './same.js'

export const mongoReducers: { readonly [K in MongoEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'mongo-resolving': (state) => withMongo(state, { phase: 'resolving', why: null }),
  'mongo-found': (state, { source, version, attempts, shownUri, sweeperSeconds, foreign }) =>
    withMongo(state, { phase: 'up', source, version, attempts, shownUri, why: null, sweeperSeconds, foreign }),
  'mongo-foreign': (state, { foreign }) => withMongo(state, { foreign }),
  'mongo-health': (state, { up, why }) => withMongo(state, { phase: up ? 'up' : 'down', why }),
  'mongo-download': (state, { download }) => withMongo(state, { download }),
  'mongo-ended': (state, { why, download }) => withMongo(state, { phase: 'down', rssBytes: null, nextPassAt: null, why, download }),
  'mongo-sweeper': (state, { seconds, nextPassAt }) => withMongo(state, { sweeperSeconds: seconds, nextPassAt }),
  'mongo-passed': (state, { nextPassAt }) => withMongo(state, { nextPassAt }),
  'mongo-usage': (state, { rssBytes }) => withMongo(state, { rssBytes }),
}

function withMongo(state: Snapshot, fields: Partial<MongoState>): Snapshot {
  const isNews = Object.entries(fields).some(([name, value]) => !isSame(state.mongo[name as keyof MongoState], value))
  return isNews ? { ...state, mongo: { ...state.mongo, ...fields } } : state
}
