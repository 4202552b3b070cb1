import { cleanup, render } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Emptiness } from '../../../server/protocol/stores.js'
import { setUpTexts } from '../../i18n/index.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { MemoryFigures } from './memory-figures.js'

beforeAll(() => setUpTexts('en'))
afterEach(cleanup)

test.each<[string, Emptiness['cause'] | null, string]>([
  ['nobody has had one', null, 'nobody yet'],
  ['the shop has just come to this store', 'switch', 'nobody yet'],
  ['a lesson begins', 'lesson', 'nobody yet'],
  ['all were forgotten', 'cleared', 'nobody any more'],
  ['the process ended', 'restart', 'nobody any more'],
  ['they expired', 'expired', 'nobody any more'],
])('no session: %s', (_what, cause, words) => {
  const emptiness = cause === null ? {} : { memory: { cause, at: 0, sessions: 3 } }
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, active: 'memory', sessionCount: 0, emptiness } } })
  render(<MemoryFigures />)
  expect(document.body.textContent).toContain(words)
})
