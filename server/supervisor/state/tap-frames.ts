/** What the lesson server's taps say → the dashboard's state. */
import type { TapFrame } from '../../protocol/ipc.js'
import { CrowdRows } from './crowd-rows.js'
import type { LiveState } from './live-state.js'
import { addRequest } from './lost-request.js'

export class TapFrames {
  readonly #state: LiveState
  readonly #crowdRows: CrowdRows

  constructor(state: LiveState) {
    this.#state = state
    this.#crowdRows = new CrowdRows(state)
  }

  receive(frame: TapFrame): void {
    const state = this.#state
    for (const request of frame.requests) addRequest(state, request)
    if (frame.memory) state.addSample(frame.memory)
    if (frame.crowd) this.#crowdRows.add(frame.crowd)
    if (frame.health) this.#health(frame.health)
    state.countDropped(frame.dropped)
    state.setIfChanged('store', {
      ...state.get('store'),
      switching: frame.switching,
      elsewhere: frame.elsewhere,
      // Counts come at their own pace: a frame without one says nothing about them.
      ...(frame.sessionCount === null ? {} : { sessionCount: frame.sessionCount, bytesPerSession: frame.bytesPerSession, ttlIndex: frame.ttlIndex }),
    })
  }

  #health({ up, reason }: NonNullable<TapFrame['health']>): void {
    const { active, health } = this.#state.get('store')
    if (health.up === up && health.reason === reason) return
    const at = Date.now()
    this.#state.patch('store', { health: { up, reason, since: health.up === up ? health.since : at } })
    if (health.up !== up) this.#state.addRow({ kind: 'store-health', key: `store-health:${at}`, at, store: active, up, reason })
  }
}
