import { act, fireEvent, render, screen } from '@testing-library/react'
import i18next from 'i18next'
import { describe, expect, test, vi } from 'vitest'
import { LANGUAGES } from '../../server/protocol/language.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { setUpTexts } from '../i18n/index.js'
import { loadLaterTexts } from '../i18n/later.js'
import { curriculumStore } from '../state/curriculum.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { fixtureCurriculum, fixtureLesson, openAt } from '../test/fixture-lesson.js'
import { ALICE_ID, fixtureInstance, fixtureSnapshot } from '../test/fixture-snapshot.js'
import { prepareDom } from '../test/prepare-dom.js'
import { App } from './app.js'

prepareDom()
vi.mock('../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: false, problem: { code: 'server-away', message: 'away', params: {} } })) }))
vi.mock('../ui/chart.js', () => ({ Chart: () => null, GUTTER_PX: 0, PADDING_PX: 0 }))

const memory: Partial<Snapshot> = { store: { ...fixtureSnapshot.store, active: 'memory' } }
const live: Partial<Snapshot['store']> = { sessionCount: 0, emptiness: {} }
const { focused } = fixtureSnapshot
const stored = focused[ALICE_ID]?.stored
const withoutDate = stored ? { ...focused, [ALICE_ID]: { ...focused[ALICE_ID], stored: { ...stored, expiresAt: null } } } : focused
const forged = fixtureSnapshot.browsers.map((browser) => ({
  ...browser,
  jar: browser.jar.map((cookie) => ({ ...cookie, verdict: { kind: 'bad-signature', sessionId: 'x', signature: 'y' } as const })),
}))
const nothing = () => {}
/** What stands under a document is fetched with it. */
const clocks = async () => void (await Promise.all([import('../features/store/four-clocks.js'), loadLaterTexts('clocks')]))

/** What each lesson with a guess asks, and the sentence of a pane that would answer it: with the state in which it is said. */
const CASES: readonly (readonly [lesson: string, sentence: string, state: Partial<Snapshot>, look: () => void])[] = [
  [
    '01, 02, 06: what a visit leaves',
    'said:empty.next.visit',
    {
      store: { ...fixtureSnapshot.store, active: 'memory', ...live },
      instances: { a: { ...fixtureInstance, options: { ...fixtureInstance.options, saveUninitialized: true } } },
    },
    nothing,
  ],
  ['03: what the shop makes of a changed cookie', 'browser:anatomy.ignored', { browsers: forged as Snapshot['browsers'] }, nothing],
  ['07: what a restart leaves, under the document', 'store:expiry.noDateInProcess', { ...memory, focused: withoutDate as Snapshot['focused'] }, clocks],
  [
    '07, 10: what a restart leaves, in its dialog',
    'said:ending.guess',
    memory,
    async () => {
      fireEvent.click(screen.getByRole('button', { name: i18next.t('shell:bar.restart') }))
      await import('../features/top-bar/restart-form.js')
    },
  ],
  ['11: what stays behind', 'shell:bar.carryWhy', memory, nothing],
]

describe.each(LANGUAGES)('while a lesson’s guess is open, in %s', (language) => {
  test.each(CASES)('no pane tells %s', async (_lesson, sentence, state, look) => {
    await setUpTexts(language)
    curriculumStore.setState({ curriculum: { ...fixtureCurriculum, lessons: [fixtureLesson] }, problem: null })
    const say = (step: number) => {
      dashboardStore.setState({
        snapshot: { ...fixtureSnapshot, ...state, lesson: openAt(step) },
        connection: { phase: 'live', since: 0, obstacle: null },
        selectedBrowser: 'browser:alice',
      })
    }
    const said = () => {
      const titles = [...document.querySelectorAll('[title]')].map((element) => element.getAttribute('title'))
      return [document.body.textContent, ...titles].join('\n').includes(i18next.t(sentence as never))
    }
    say(0)
    render(<App />)
    await act(async () => void (await look()))
    // The dialog says instead that this is what one is asked.
    expect(said()).toBe(sentence === 'said:ending.guess')
    // The fixture's guess is its second step.
    act(() => say(2))
    expect(said()).toBe(sentence !== 'said:ending.guess')
  })
})
