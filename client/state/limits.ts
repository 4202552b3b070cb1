// biome-ignore lint/style/noRestrictedImports: a type only, so that the compiler holds these numbers equal to the server's
import type { LIMITS as SERVER_LIMITS } from '../../server/config.js'

/** The server's limits that the page needs, checked against server/config.ts by the compiler (the page takes only types from the server). */
export const LIMITS: Pick<
  typeof SERVER_LIMITS,
  | 'timelineRows'
  | 'memorySamples'
  | 'minHeapLimitMb'
  | 'maxHeapLimitMb'
  | 'virtualBrowsers'
  | 'nameLength'
  | 'optionCharacters'
  | 'crowdUsers'
  | 'crowdUsersPerSecond'
  | 'crowdCartItems'
  | 'searchLength'
  | 'sessionsPerPage'
> = {
  timelineRows: 500,
  memorySamples: 600,
  minHeapLimitMb: 64,
  maxHeapLimitMb: 512,
  virtualBrowsers: 8,
  nameLength: 40,
  optionCharacters: 100,
  crowdUsers: 1_000_000,
  crowdUsersPerSecond: 10_000,
  crowdCartItems: 200,
  searchLength: 200,
  sessionsPerPage: 200,
}
