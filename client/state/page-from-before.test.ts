import { expect, test } from 'vitest'
import type { SwitchReport } from '../../server/protocol/stores.js'
import type { TimelineRow } from '../../server/protocol/timeline.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { isFromOtherStore } from './page-from-before.js'

const row = fixtureSnapshot.timeline.find((each) => each.kind === 'request')
if (row?.kind !== 'request') throw new Error('there is no request')
const visit = (actor = row.request.actor): TimelineRow => ({ ...row, request: { ...row.request, actor } })
const report = fixtureSnapshot.timeline.flatMap((each) => (each.kind === 'switched' ? [each.report] : []))[0] as SwitchReport
const switched = (more: Partial<SwitchReport>): TimelineRow => ({
  kind: 'switched',
  key: 's',
  at: 0,
  instance: null,
  report: { ...report, carryOver: false, refused: null, ...more },
})
const refused = { code: 'switch-aborted', message: '', params: {} } as const

test.each<[string, boolean, readonly TimelineRow[], string | null]>([
  ['after a plain switch the page is from before', true, [visit(), switched({})], 'id'],
  ['until the next visit', false, [visit(), switched({}), visit()], 'id'],
  ['the visit of somebody else is none of it', true, [visit(), switched({}), visit('browser:other')], 'id'],
  ['there and back without a visit: it may have been emptied meanwhile', true, [visit(), switched({}), switched({ from: 'mongodb', to: 'memory' })], 'id'],
  ['with carry-over nothing is another', false, [visit(), switched({ carryOver: true })], 'id'],
  ['a switch that was refused is none', false, [visit(), switched({ refused })], 'id'],
  ['who has no session was a stranger, and is one', false, [visit(), switched({})], null],
  ['who has seen no page has none from before', false, [switched({})], 'id'],
])('%s', (_what, expected, timeline, sessionId) => {
  expect(isFromOtherStore({ id: row.request.actor as 'you', sessionId }, timeline)).toBe(expected)
})
