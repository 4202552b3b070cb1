import type { Frame } from '../../server/protocol/dashboard.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { applyFrame } from './apply-frame.js'

/** Where frames are put together, outside React: the newest snapshot, handed on at most once an animation frame. */
export interface Feed {
  snapshot(snapshot: Snapshot): void
  frame(frame: Frame): void
}

/**
 * @param publish takes the newest snapshot; called at most once an animation frame
 * @param resync asks for a whole snapshot, after a gap in the sequence numbers
 * @param schedule `requestAnimationFrame`, or a fake of it
 */
export function createFeed(publish: (snapshot: Snapshot) => void, resync: () => void, schedule: (callback: () => void) => void): Feed {
  let current: Snapshot | null = null
  let scheduled = false
  let awaitingSnapshot = false

  function publishSoon(): void {
    if (scheduled) return
    scheduled = true
    schedule(() => {
      scheduled = false
      if (current) publish(current)
    })
  }

  return {
    snapshot(snapshot) {
      current = snapshot
      awaitingSnapshot = false
      publishSoon()
    },
    frame(frame) {
      if (!current || awaitingSnapshot) return
      const next = applyFrame(current, frame)
      if (next === null) {
        awaitingSnapshot = true
        resync()
      } else if (next !== current) {
        current = next
        publishSoon()
      }
    },
  }
}
