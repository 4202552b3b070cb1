import { describe, expect, test } from 'vitest'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { listEntries } from './list-entries.js'
import type { SessionPagesView } from './session-pages.js'

const row = (id: string) => ({ id, bytes: 1, expiresAt: null, isLoggedIn: true, name: null, cartCount: 0 })
const view = (ids: readonly string[], search = ''): SessionPagesView => ({
  total: ids.length,
  isMore: false,
  problem: null,
  search,
  rowAt: (index) => (ids[index] === undefined ? undefined : row(ids[index])),
})
const browsers = fixtureSnapshot.browsers
const [you, alice, bob] = browsers.map(({ sessionId }) => sessionId ?? '')
const ids = (pages: SessionPagesView, count: number, known = browsers) => {
  const entries = listEntries(pages, count, known, 100)
  return Array.from({ length: Math.min(entries.length, 8) }, (_, index) => {
    const entry = entries.at(index)
    return 'id' in entry ? entry.id : entry.kind
  })
}

describe('what stands where in the list', () => {
  test('the browsers first, then the others, each session once', () => {
    expect(ids(view(['x', alice ?? '', 'y', you ?? '', bob ?? '']), 5)).toEqual([you, alice, bob, 'divider', 'x', 'y'])
  })
  test('a session whose cookie was copied stands there once, as its owner’s', () => {
    const copied = browsers.map((browser) =>
      browser.id === 'you' ? { ...browser, sessionId: alice ?? null, borrowed: { from: 'browser:alice', at: 1 } as const } : browser,
    )
    const entries = listEntries(view(['x', alice ?? '', bob ?? '']), 3, copied, 100)
    expect(ids(view(['x', alice ?? '', bob ?? '']), 3, copied)).toEqual([alice, bob, 'divider', 'x'])
    expect(entries.at(0)).toMatchObject({ kind: 'browser', browser: { id: 'browser:alice' } })
  })
  test('a long list leaves them out where it begins, and keeps the store’s own places below', () => {
    const pages = view(['x', alice ?? '', 'y'])
    expect(ids(pages, 10_000).slice(4, 7)).toEqual(['x', 'y', 'loading'])
    expect(listEntries(pages, 10_000, browsers, 100).length).toBe(10_003)
  })
  test('an id in a cookie of which nothing is known yet may be forged, and is not in it', () => {
    const forged = browsers.map((browser) => ({ ...browser, known: null }))
    expect(ids(view(['x']), 1, forged)).toEqual(['x'])
  })
  test('a browser whose session the store does not know is not in it', () => {
    expect(
      ids(
        view(['x']),
        1,
        browsers.map((browser) => ({ ...browser, known: false })),
      ),
    ).toEqual(['x'])
  })
  test('a search shows what was found and pins nothing', () => {
    expect(ids(view(['x', you ?? ''], 'x'), 2)).toEqual(['x', you])
  })
  test('only the browsers: no divider', () => {
    expect(ids(view([you ?? '']), 1, browsers.slice(0, 1))).toEqual([you])
  })
})
