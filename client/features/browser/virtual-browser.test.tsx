import { cleanup, render } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { InstanceState } from '../../../server/protocol/instance-state.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { FIXTURE_NOW, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { VirtualBrowser } from './virtual-browser.js'

const alice = fixtureSnapshot.browsers.find(({ id }) => id === 'browser:alice')
const server = fixtureSnapshot.instances.a
if (!alice?.page || !server) throw new Error('the fixture has Alice and a lesson server')
const { page } = alice

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('sites')
})
beforeEach(() => dashboardStore.setState({ snapshot: fixtureSnapshot }))
afterEach(cleanup)

/** Is the page that it saw told to be from before? */
function told(life: typeof page.life, over: Partial<InstanceState> = {}): string | undefined {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, instances: { a: { ...server, ...over } as InstanceState } } })
  render(<VirtualBrowser browser={{ ...alice, page: { ...page, life } } as typeof alice & object} />)
  const words = /This page is from before: ([^.]*)/.exec(document.body.textContent ?? '')?.[1]
  cleanup()
  return words
}
const isFromBefore = (...of: Parameters<typeof told>) => told(...of) !== undefined

test('a page is from before when another life of the shop answered, or none did; no clock says so', () => {
  const { boot } = server
  expect(isFromBefore({ instance: 'a', boot })).toBe(false)
  expect(isFromBefore({ instance: 'a', boot: boot - 1 })).toBe(true)
  expect(isFromBefore(null)).toBe(true)
  expect(isFromBefore({ instance: 'a', boot }, { phase: 'died' })).toBe(true)
  // A lesson server that nobody runs any more.
  expect(isFromBefore({ instance: 'b', boot })).toBe(true)
  // The shop's clock was set forward or back meanwhile.
  expect(isFromBefore({ instance: 'a', boot }, { listeningSince: FIXTURE_NOW + 3_600_000 })).toBe(false)
  expect(isFromBefore({ instance: 'a', boot: boot - 1 }, { listeningSince: 0 })).toBe(true)
})

test('it is told what has become of the server that answered', () => {
  const { boot } = server
  const [again, ended] = ['the shop has started again', 'the server that answered it is no longer running']
  expect(told({ instance: 'a', boot: boot - 1 })).toBe(again)
  expect(told({ instance: 'a', boot }, { phase: 'died' })).toBe(ended)
  expect(told({ instance: 'b', boot })).toBe(ended)
  // A notice that no server runs is from before as soon as one does.
  expect(told(null)).toBe(again)
  expect(told(null, { phase: 'starting' })).toBeUndefined()
})
