import { act, cleanup, render } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { setUpTexts } from '../../i18n/index.js'
import { curriculumStore } from '../../state/curriculum.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureCurriculum, fixtureLesson, openAt } from '../../test/fixture-lesson.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { EstimateWords } from './crowd-estimate-words.js'

beforeAll(() => setUpTexts('en'))
afterEach(cleanup)

test('that the crowd will kill the server is not told while a lesson asks what will come of it', () => {
  curriculumStore.setState({ curriculum: { ...fixtureCurriculum, lessons: [fixtureLesson] }, problem: null })
  const small = { a: { ...fixtureInstance, heapLimitBytes: 64 * 1024 * 1024 } }
  const store = { ...fixtureSnapshot.store, active: 'memory' }
  const at = (step: number) => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store, instances: small, lesson: openAt(step) } })
  at(0)
  const { container } = render(<EstimateWords order={{ users: 10_000, cartItems: 200, usersPerSecond: null, behaviour: 'shop' }} />)
  expect(container.textContent).toMatch(/^About \d+\sMB in the server’s memory/)
  act(() => at(2))
  expect(container.textContent).toContain('will run out of memory and die')
})

test('visitors who are not kept take no memory', () => {
  const order = { users: 100, cartItems: 0, usersPerSecond: null, behaviour: 'visit' } as const
  const at = (saveUninitialized: boolean) => {
    const a = { ...fixtureInstance, options: { ...fixtureInstance.options, saveUninitialized } }
    const crowd = { ...fixtureSnapshot.crowd, finished: fixtureSnapshot.crowd.finished.map((run) => ({ ...run, store: 'mongodb' })) }
    dashboardStore.setState({ snapshot: { ...fixtureSnapshot, crowd, instances: { a }, lesson: null } })
  }
  at(true)
  const { container } = render(<EstimateWords order={order} />)
  expect(container.textContent).toMatch(/^About [\d.]+\sKB in MongoDB/)
  act(() => at(false))
  expect(container.textContent).toMatch(/^About \d+\ss at the rate last seen\.$/)
  act(() => dashboardStore.setState(({ snapshot }) => ({ snapshot: snapshot && { ...snapshot, crowd: { ...snapshot.crowd, finished: [] } } })))
  expect(container.textContent).toBe('Each user visits once, without a cookie, and never returns.')
})
