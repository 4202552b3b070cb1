import type { Frame } from '../../server/protocol/dashboard.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { applyFrame, type EventListener } from './apply-frame.js'

/** Where frames are put together, outside React: the newest snapshot, handed on at most once an animation frame. */
export interface Feed {
  snapshot(snapshot: Snapshot): void
  frame(frame: Frame): void
}

/** Whoever follows the events themselves, beside the state. */
export interface EventFollower {
  readonly onEvent: EventListener
  /** Events were missed: the state goes on with a whole snapshot. */
  onGap(): void
}

/** Of a page there is one, at most: its history, once somebody has gone back in time. */
let follower: EventFollower | null = null

/** Is told of every event from now on that this page applies. null: nobody is. */
export function followEvents(by: EventFollower | null): void {
  follower = by
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
      if (current !== null) follower?.onGap()
      current = snapshot
      awaitingSnapshot = false
      publishSoon()
    },
    frame(frame) {
      if (!current || awaitingSnapshot) return
      const next = applyFrame(current, frame, follower?.onEvent)
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
