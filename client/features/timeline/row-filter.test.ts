import { describe, expect, test } from 'vitest'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { said } from '../../../server/protocol/why.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { createFilter, holdRows, isFilter, NO_FILTER, type RowFilter } from './row-filter.js'
import { type RowWords, rowText } from './row-text.js'

const words: RowWords = { reason: ({ key }) => key, who: ({ actor, agent = '' }) => `${actor} ${agent}`, event: ({ kind }) => kind }
const apply = (filter: Partial<RowFilter>, timeline = fixtureSnapshot.timeline) =>
  createFilter({ ...NO_FILTER, ...filter }, (row) => rowText(row, words))(timeline).map(({ key }) => key)

/** A record of the fixture with something of its own. */
function amended(key: string, over: Partial<RequestRecord>): readonly TimelineRow[] {
  return fixtureSnapshot.timeline.map((row) => (row.key === key && row.kind === 'request' ? { ...row, request: { ...row.request, ...over } } : row))
}

describe('each criterion', () => {
  test('none: all of them, newest first', () => {
    expect(apply({})).toEqual(['request:3', 'request:2', 'request:1', 'crowd:2:1', 'switched:1', 'started:3'])
    expect(isFilter(NO_FILTER)).toBe(false)
  })
  test('who: one browser, or what happened to the server; the crowd belongs to nobody', () => {
    expect(apply({ who: 'browser:bob' })).toEqual(['request:1'])
    expect(apply({ who: 'server' })).toEqual(['switched:1', 'started:3'])
    expect(apply({ who: 'you' })).toEqual(['request:3', 'request:2'])
    expect(apply({ crowd: false })).toEqual(['request:3', 'request:2', 'request:1', 'switched:1', 'started:3'])
  })
  test('method and path', () => {
    expect(apply({ method: 'POST' })).toEqual(['request:3', 'request:2'])
    expect(apply({ path: '/CART' })).toEqual(['request:3'])
    expect(apply({ method: 'GET', path: '/cart' })).toEqual([])
  })
  test('what the cookie was worth', () => {
    expect(apply({ verdict: 'none' })).toEqual(['request:2', 'request:1'])
    expect(apply({ verdict: 'good' })).toEqual(['request:3'])
    expect(apply({ verdict: 'unsigned' })).toEqual([])
    expect(apply({ verdict: 'unsigned' }, amended('request:1', { cookieIn: { kind: 'unsigned', value: 'x' } }))).toEqual(['request:1'])
  })
  test('what was decided; of several, each', () => {
    expect(apply({ deeds: ['saved'] })).toEqual(['request:3', 'request:2'])
    expect(apply({ deeds: ['not-saved'] })).toEqual(['request:1'])
    expect(apply({ deeds: ['set-cookie'] })).toEqual(['request:2'])
    expect(apply({ deeds: ['no-set-cookie'] })).toEqual(['request:3', 'request:1'])
    expect(apply({ deeds: ['saved', 'no-set-cookie'] })).toEqual(['request:3'])
    expect(apply({ deeds: ['loaded'] })).toEqual(['request:3'])
    expect(apply({ deeds: ['new-id'] })).toEqual(['request:2', 'request:1'])
  })
  test('a save that failed is none, nor is a touch', () => {
    const decisions = fixtureSnapshot.timeline.flatMap((row) => (row.key === 'request:3' && row.kind === 'request' ? row.request.decisions : []))
    const failed = decisions.map((decision) => (decision.kind === 'save' ? { ...decision, error: 'no' } : decision))
    expect(apply({ deeds: ['saved'] }, amended('request:3', { decisions: failed }))).toEqual(['request:2'])
    expect(apply({ deeds: ['not-saved'] }, amended('request:3', { decisions: failed }))).toEqual(['request:3', 'request:1'])
    const touch = { kind: 'touch', yes: true, reason: 'unchanged', canTouch: true } as const
    expect(apply({ deeds: ['touched'] }, amended('request:1', { decisions: [touch] }))).toEqual(['request:1'])
    expect(apply({ deeds: ['touched'] }, amended('request:1', { decisions: [{ ...touch, error: 'no' }] }))).toEqual([])
  })
  test('a session that was not found, and one that was destroyed', () => {
    const unknown = { kind: 'store', yes: false, reason: 'unknown', sessionId: 'x' } as const
    expect(apply({ deeds: ['not-found'] }, amended('request:1', { decisions: [unknown] }))).toEqual(['request:1'])
    expect(apply({ deeds: ['not-found'] }, amended('request:1', { decisions: [{ ...unknown, reason: 'failed' }] }))).toEqual([])
    const save = fixtureSnapshot.timeline.flatMap((row) => (row.kind === 'request' ? row.request.decisions.filter(({ kind }) => kind === 'save') : []))[0]
    const destroyed = { ...save, yes: false, reason: 'destroyed' } as RequestRecord['decisions'][number]
    expect(apply({ deeds: ['destroyed'] }, amended('request:1', { decisions: [destroyed] }))).toEqual(['request:1'])
  })
  test('calls of the store, those of a crowd too; or none at all', () => {
    expect(apply({ calls: ['get'] })).toEqual(['request:3', 'crowd:2:1'])
    expect(apply({ calls: ['get', 'set'] })).toEqual(['request:3', 'crowd:2:1'])
    expect(apply({ calls: ['set'] })).toEqual(['request:3', 'request:2', 'crowd:2:1'])
    expect(apply({ calls: ['destroy'] })).toEqual([])
    expect(apply({ calls: ['nothing'] })).toEqual(['request:1'])
  })
  test('errors: refused, failed, cut off; and what went wrong without a request', () => {
    expect(apply({ errors: true })).toEqual([])
    expect(apply({ errors: true }, amended('request:1', { outcome: 'cut-off', status: null }))).toEqual(['request:1'])
    expect(apply({ errors: true }, amended('request:1', { status: 404 }))).toEqual(['request:1'])
    // Answered, although its save failed.
    expect(apply({ errors: true }, amended('request:2', { problem: said('the store is away') }))).toEqual(['request:2'])
    const away = { kind: 'store-health', key: 'away', instance: null, at: 0, store: 'mongodb', up: false, why: null } as const
    expect(apply({ errors: true }, [...fixtureSnapshot.timeline, away])).toEqual(['away'])
  })
  test('a text: path, id, reason, data of the session, without regard to capitals and accents; each word must be there', () => {
    expect(apply({ text: 'CART' })).toEqual(['request:3', 'request:2'])
    expect(apply({ text: 'jb8kx2vr' })).toEqual(['request:3', 'request:2'])
    expect(apply({ text: 'savedSet' })).toEqual(['request:2'])
    expect(apply({ text: 'cookies quantity' })).toEqual(['request:3'])
    expect(apply({ text: 'cookies nowhere' })).toEqual([])
    expect(apply({ text: 'switched' })).toEqual(['switched:1'])
    expect(apply({ text: 'joão' }, amended('request:1', { after: { name: 'Joao' } }))).toEqual(['request:1'])
    expect(apply({ text: 'ECONNREFUSED' }, amended('request:1', { problem: said('connect ECONNREFUSED') }))).toEqual(['request:1'])
  })
})

test('each row is looked at once, however often the list comes with more of them', () => {
  const [row] = fixtureSnapshot.timeline.slice(-1)
  const looked: string[] = []
  const filter = createFilter({ ...NO_FILTER, text: 'cart' }, (each) => {
    looked.push(each.key)
    return rowText(each, words)
  })
  const many = Array.from({ length: 500 }, (_, index) => ({ ...row, key: `request:${index}` }) as TimelineRow)
  expect(filter(many)).toHaveLength(500)
  expect(looked).toHaveLength(500)
  const more = [...many.slice(10), ...Array.from({ length: 10 }, (_, index) => ({ ...row, key: `request:${500 + index}` }) as TimelineRow)]
  expect(filter(more)).toHaveLength(500)
  expect(looked).toHaveLength(510)
})

describe('holdRows', () => {
  const { timeline } = fixtureSnapshot
  const all = createFilter(NO_FILTER, () => '')(timeline)
  test('newer rows wait and are counted', () => {
    const { shown, waiting } = holdRows(timeline, all, 'request:2')
    expect([shown[0]?.key, waiting]).toEqual(['request:2', 1])
  })
  test('not held, or held at a row that has left: all of them', () => {
    expect(holdRows(timeline, all, null).waiting).toBe(0)
    expect(holdRows(timeline, all, 'gone').shown).toBe(all)
  })
  test('held at a row that the filter hides by now: it stands still all the same', () => {
    const posts = createFilter({ ...NO_FILTER, method: 'POST' }, () => '')(timeline)
    expect(holdRows(timeline, posts, 'crowd:2:1')).toEqual({ shown: [], waiting: 2 })
    const hidden = holdRows(timeline, createFilter({ ...NO_FILTER, who: 'browser:bob' }, () => '')(timeline), 'request:2')
    expect([hidden.shown.map(({ key }) => key), hidden.waiting]).toEqual([['request:1'], 0])
  })
})
