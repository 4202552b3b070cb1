import { expect, test } from 'vitest'
import type { TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { StoreDescription } from '../../protocol/state.js'
import { initialOptions, initialState } from './initial-state.js'
import { LiveState } from './live-state.js'
import { TapFrames } from './tap-frames.js'

const memory: StoreDescription = {
  kind: 'memory',
  label: 'Memory',
  hue: 0,
  resource: 'heap',
  capabilities: { touch: true, all: true, length: true, clear: true, expiry: 'on-read', survivesRestart: false, shared: false, inHeap: true },
  unavailable: null,
}

function watching(): { readonly state: LiveState; tell(more: Partial<TapFrame>): void } {
  const launch = { version: '0', startedAt: 0, dashboardPort: 0, shopPort: 0, machineMemoryBytes: 0, language: 'en', dataFolder: '', shops: [] } as const
  const options = initialOptions('connect.sid')
  const state = new LiveState(initialState({ launch, stores: [memory], store: 'memory', options, heapLimitBytes: 1, collection: 'sessions' }))
  const frames = new TapFrames(state)
  const nothing: TapFrame = {
    boot: 1,
    requests: [],
    focused: [],
    crowd: null,
    memory: null,
    switching: null,
    health: null,
    counted: 'memory',
    sessionCount: null,
    bytesPerSession: null,
    ttlIndex: null,
    elsewhere: {},
    dropped: 0,
  }
  return { state, tell: (more) => frames.receive({ ...nothing, ...more }) }
}

const request = (sessionId: string, destroyed: string) =>
  ({ id: sessionId, at: 0, sessionId, operations: [{ name: 'destroy', sessionId: destroyed, startedMs: 0, durationMs: 1 }] }) as unknown as RequestRecord

test('a count is about the store that it was taken of: one of the store that a switch leads to empties nobody', () => {
  const { state, tell } = watching()
  tell({ sessionCount: 2 })
  tell({ counted: 'mongodb', sessionCount: 0 })
  expect(state.get('store')).toMatchObject({ sessionCount: 2, emptiness: {} })
  tell({ sessionCount: 0 })
  expect(state.get('store')).toMatchObject({ sessionCount: 0, emptiness: { memory: { cause: 'expired', sessions: 2 } } })
})

test('a log-out destroys the session in force; the old one of a regenerate, or an expired one, is no log-out', () => {
  const { state, tell } = watching()
  tell({ sessionCount: 1 })
  tell({ requests: [request('A', 'A')], sessionCount: 1 })
  tell({ sessionCount: 0 })
  expect(state.get('store').emptiness.memory?.cause).toBe('logged-out')
  tell({ sessionCount: 1 })
  tell({ requests: [request('C', 'B')], sessionCount: 0 })
  expect(state.get('store').emptiness.memory?.cause).toBe('expired')
})
