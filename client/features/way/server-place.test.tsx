import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Snapshot } from '../../../server/protocol/state.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { curriculumStore } from '../../state/curriculum.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureCurriculum, fixtureLesson, openAt } from '../../test/fixture-lesson.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { ServerPlace } from './server-place.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('way', 'servers')
})
afterEach(cleanup)

const a = { ...fixtureInstance, own: { memory: 2 } }
const inMemory: Snapshot = {
  ...fixtureSnapshot,
  crowd: { ...fixtureSnapshot.crowd, running: null },
  store: { ...fixtureSnapshot.store, active: 'memory', sessionCount: 5, elsewhere: {} },
}

function show(more: Partial<Snapshot>): void {
  dashboardStore.setState({ snapshot: { ...inMemory, ...more } })
  render(<ServerPlace id="a" />)
}

test('what its end costs is what it holds: all there is, or, of two, its own', () => {
  show({ instances: { a } })
  expect(screen.getByText('5 sessions end with it', { exact: false })).toBeTruthy()
  cleanup()
  show({ instances: { a, b: fixtureInstance } })
  expect(screen.getByText('2 sessions end with this one', { exact: false })).toBeTruthy()
})

test('while a lesson asks just that, it is not told', () => {
  curriculumStore.setState({ curriculum: { ...fixtureCurriculum, lessons: [fixtureLesson] }, problem: null })
  show({ instances: { a }, lesson: openAt(0) })
  expect(screen.getByText('make your guess first', { exact: false })).toBeTruthy()
  expect(screen.queryByText('5 sessions end with it', { exact: false })).toBeNull()
})
