import { cleanup, render } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { InstanceState } from '../../../server/protocol/instance-state.js'
import { setUpTexts } from '../../i18n/index.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { FIXTURE_NOW, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { VirtualBrowser } from './virtual-browser.js'

const alice = fixtureSnapshot.browsers.find(({ id }) => id === 'browser:alice')
const server = fixtureSnapshot.instances.a
if (!alice?.page || !server) throw new Error('the fixture has Alice and a lesson server')
const { page } = alice

beforeAll(() => setUpTexts('en'))
beforeEach(() => dashboardStore.setState({ snapshot: fixtureSnapshot }))
afterEach(cleanup)

/** Is the page that it saw told to be from before? */
function isFromBefore(life: typeof page.life, over: Partial<InstanceState> = {}): boolean {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, instances: { a: { ...server, ...over } as InstanceState } } })
  render(<VirtualBrowser browser={{ ...alice, page: { ...page, life } } as typeof alice & object} />)
  const told = document.body.textContent?.includes('This page is from before') === true
  cleanup()
  return told
}

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
