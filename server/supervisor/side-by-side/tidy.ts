/** Removes what sides have left in their stores: sessions, and what they were kept in. */
import { SIDE_BY_SIDE } from '../../config.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { TrialProcess } from '../comparison/trial-process.js'
import type { KeptPlace } from './kept-places.js'
import { removeFiles, sidePlace } from './side-place.js'

/**
 * By one process that opens one place after the other, once nobody else has it open.
 *
 * @param label of the store
 * @param shop where the shop would have it
 * @param places of this kind of store
 * @returns those that could not be removed now, since their database is away or the disk refuses; never fails
 */
export async function tidy(label: string, shop: StoreTarget, places: readonly KeptPlace[]): Promise<readonly KeptPlace[]> {
  if (shop.address !== null && 'path' in shop.address) {
    const removed = await Promise.allSettled(places.map(({ side }) => removeFiles(sidePlace(shop, side))))
    return places.filter((_, index) => removed[index]?.status === 'rejected')
  }
  const left: KeptPlace[] = []
  const cleaner = new TrialProcess(label, SIDE_BY_SIDE.tidyMs)
  for (const place of places) {
    try {
      await cleaner.open(sidePlace(shop, place.side))
      await cleaner.ask((rpc) => rpc.remove())
    } catch {
      left.push(place)
    }
  }
  await cleaner.stop()
  return left
}
