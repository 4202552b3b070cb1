import { describe, expect, test } from 'vitest'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { type EmptyBasis, emptyReason } from './empty-reason.js'

const [memory, mongodb] = fixtureSnapshot.store.available
const server = fixtureSnapshot.server
const death = {
  boot: 2,
  at: 0,
  cause: 'out-of-memory',
  signal: 'SIGABRT',
  exitCode: null,
  lastWords: null,
  lastReading: null,
  store: 'memory',
  sessionsLost: 38_914,
  sessionsKept: 0,
  requestsCutOff: 12,
  uptimeMs: 1,
  backAfterMs: null,
  heapLimitBytes: 1,
} as const
const reason = (more: Partial<EmptyBasis> = {}) => emptyReason({ search: '', store: fixtureSnapshot.store, description: memory, server, ...more })

describe('an empty store says why', () => {
  test('nobody logged in, and visitors are not stored', () => expect(reason()).toBe('nobodyLoggedIn'))
  test('nobody came, though visitors would be stored', () => expect(reason({ server: { ...server, options: { saveUninitialized: true } } })).toBe('nobodyCame'))
  test('the search found nothing', () => expect(reason({ search: 'x' })).toBe('notFound'))
  test('the store does not answer', () =>
    expect(reason({ search: 'x', description: mongodb, store: { health: { up: false, since: 0, reason: 'stopped' } } })).toBe('down'))
  test('the process died with the sessions in it', () => expect(reason({ server: { ...server, phase: 'died', lastDeath: death } })).toBe('died'))
  test('it came back empty', () => {
    expect(reason({ server: { ...server, boot: 3, lastDeath: death } })).toBe('diedEarlier')
    expect(reason({ server: { ...server, boot: 4, lastDeath: death } })).toBe('nobodyLoggedIn')
  })
  test('MongoDB keeps sessions whatever happens to the process', () => {
    expect(reason({ description: mongodb, server: { ...server, phase: 'died', lastDeath: death } })).toBe('away')
    expect(reason({ description: mongodb, server: { ...server, lastDeath: death } })).toBe('nobodyLoggedIn')
  })
})
