/** What the lesson server's taps say → the dashboard's state. */
import type { TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { StoreState } from '../../protocol/state.js'
import { CrowdRows } from './crowd-rows.js'
import { afterCount, elsewhereNow } from './holdings.js'
import type { LiveState } from './live-state.js'
import { addRequest } from './lost-request.js'

export class TapFrames {
  readonly #state: LiveState
  readonly #crowdRows: CrowdRows
  /** Sessions that the shop has destroyed since their number last changed. */
  #loggedOut = 0

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
    this.#loggedOut += frame.requests.filter(endsItsSession).length + (frame.crowd?.operations.destroy?.count ?? 0)
    const store = state.get('store')
    state.setIfChanged('store', {
      ...store,
      switching: frame.switching,
      elsewhere: elsewhereNow(store, frame.elsewhere),
      // Counts come at their own pace: a frame without one says nothing about them, nor does one about the store that a switch is just leading to.
      ...(frame.sessionCount === null || frame.counted !== store.active
        ? {}
        : { ...this.#counted(frame.sessionCount), bytesPerSession: frame.bytesPerSession, ttlIndex: frame.ttlIndex }),
    })
  }

  #counted(sessionCount: number): Pick<StoreState, 'sessionCount' | 'emptiness'> {
    const store = this.#state.get('store')
    if (sessionCount === store.sessionCount) return { sessionCount, emptiness: store.emptiness }
    const emptiness = afterCount(store, store.sessionCount, sessionCount, this.#loggedOut, Date.now())
    this.#loggedOut = 0
    return { sessionCount, emptiness }
  }

  #health({ up, reason }: NonNullable<TapFrame['health']>): void {
    const { active, health } = this.#state.get('store')
    if (health.up === up && health.reason === reason) return
    const at = Date.now()
    this.#state.patch('store', { health: { up, reason, since: health.up === up ? health.since : at } })
    if (health.up !== up) this.#state.addRow({ kind: 'store-health', key: `store-health:${at}`, at, store: active, up, reason })
  }
}

/** It destroyed the session in force, as a logout does: not the old one of a regenerate, nor one that was found expired. */
function endsItsSession({ operations, sessionId }: RequestRecord): boolean {
  return operations.some((operation) => operation.name === 'destroy' && operation.error === undefined && operation.sessionId === sessionId)
}
