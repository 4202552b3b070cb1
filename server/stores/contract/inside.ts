/** The points that are tried in the process that has the store. */
import type { StorePoint } from '../../protocol/store-catalogue.js'
import { callback, cookie, destroyed, destroyUnknown, isolation, noCallback, nulCharacter, parallel, roundTrip, unknownId } from './data-points.js'
import { expiry, noAge, touchKeeps, touchMoves, touchRevives } from './expiry-points.js'
import { allLengthClear } from './list-points.js'
import type { Point } from './subject.js'

export const POINTS_INSIDE: Readonly<Partial<Record<StorePoint, Point>>> = {
  'unknown-id': unknownId,
  'round-trip': roundTrip,
  'nul-character': nulCharacter,
  cookie,
  isolation,
  callback,
  'no-callback': noCallback,
  expiry,
  'no-age': noAge,
  'touch-moves': touchMoves,
  'touch-keeps': touchKeeps,
  'touch-revives': touchRevives,
  destroy: destroyed,
  'destroy-unknown': destroyUnknown,
  'all-length-clear': allLengthClear,
  parallel,
}
