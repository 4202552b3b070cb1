import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { LANGUAGES, type Language } from '../../server/protocol/language.js'
import { setUpTexts } from '../i18n/index.js'
import { TermsContext } from '../jsx/terms.js'
import words from '../jsx/trade-words.json'
import { curriculumStore } from '../state/curriculum.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { selectBrowser } from '../state/selection.js'
import { fixtureCurriculum } from '../test/fixture-lesson.js'
import { fixtureInstance, fixtureSnapshot } from '../test/fixture-snapshot.js'
import { prepareDom } from '../test/prepare-dom.js'
import { App } from './app.js'

prepareDom()
vi.setConfig({ testTimeout: 60_000 })

vi.mock('../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: false, problem: { code: 'server-away', message: 'away', params: {} } })) }))
vi.mock('../ui/chart.js', () => ({ Chart: () => null }))

/** Where a word has no room for a pop-up of its own: controls, what is only heard, pieces of code; and the lessons' place, which marks its own words. */
const NO_ROOM =
  'a, button, label, summary, option, [role=option], pre, code, kbd, [translate="no"], .visually-hidden, [aria-hidden="true"], [data-docked] > :first-child'

/** The words of the trade in what is on the page now that have no pop-up. */
function bareWords(language: Language): readonly string[] {
  const trade = new RegExp(
    `(?<![\\p{L}\\d_-])(?:${Object.values(words)
      .map((each) => each[language])
      .join('|')})(?![\\p{L}\\d_])`,
    'u',
  )
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const bare: string[] = []
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (element && !element.closest(`.term, ${NO_ROOM}`) && trade.test(walker.currentNode.textContent ?? '')) bare.push(element.textContent ?? '')
  }
  return bare
}
const terms = () => new Set([...document.querySelectorAll<HTMLElement>('.term')].map(({ dataset }) => dataset.term))

describe.each(LANGUAGES)('the words of the trade in the panes, in %s', (language) => {
  it('each has its pop-up', async () => {
    await setUpTexts(language)
    dashboardStore.setState({ snapshot: fixtureSnapshot, connection: { phase: 'live', since: 0, obstacle: null } })
    render(<App />)
    const seen = terms()
    const look = () => {
      expect(bareWords(language)).toEqual([])
      for (const each of terms()) seen.add(each)
    }
    look()
    act(() => selectBrowser('browser:alice'))
    await waitFor(() => expect(document.querySelector('[data-control~="cookie-editor"]')).toBeTruthy())
    look()
    for (const summary of document.querySelectorAll('summary')) fireEvent.click(summary)
    for (const row of [...document.querySelectorAll<HTMLElement>('[data-row-button]')].slice(0, 4)) fireEvent.click(row)
    await waitFor(() => expect(document.querySelector('tr td[colspan] dl')).toBeTruthy())
    await waitFor(() => expect(terms().has('rss')).toBe(true))
    look()
    const empty = { ...fixtureSnapshot.store, sessionCount: 0 }
    const options = { ...fixtureInstance.options, maxAgeMs: 60_000 }
    act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: empty, instances: { a: { ...fixtureInstance, options } } } }))
    look()
    // What a beginner asks about first is there at all.
    expect(['heap', 'rss', 'save-uninitialized', 'signature', 'httponly', 'same-site', 'life', 'session-id'].filter((id) => !seen.has(id))).toEqual([])
  })
})

it('no control holds one, since it has no room for another control', () => {
  const { container } = render(
    <TermsContext.Provider value={{ language: 'en', areStops: true }}>
      <summary>User-Agent</summary>
      <button type="button">
        <b>resave</b>
      </button>
      <code>resave</code>
    </TermsContext.Provider>,
  )
  expect([...container.querySelectorAll('.term')].map((word) => word.parentElement?.tagName)).toEqual(['CODE'])
})

it('the pop-up opens on focus and on a tap', async () => {
  await setUpTexts('en')
  const heap = { ...fixtureCurriculum.glossary[0], id: 'heap' } as (typeof fixtureCurriculum.glossary)[number]
  curriculumStore.setState({ curriculum: { ...fixtureCurriculum, glossary: [heap] }, problem: null })
  dashboardStore.setState({ snapshot: fixtureSnapshot, connection: { phase: 'live', since: 0, obstacle: null } })
  render(<App />)
  const word = document.querySelector<HTMLElement>('#pane-memory button.term[data-term="heap"]')
  if (!word) throw new Error('“heap” is no word with a pop-up')
  fireEvent.focus(word)
  expect(word.getAttribute('aria-describedby')).toBe(screen.getByRole('tooltip').id)
  fireEvent.keyDown(document, { key: 'Escape' })
  expect(screen.queryByRole('tooltip')).toBeNull()
  fireEvent.click(word)
  expect(screen.getByRole('tooltip')).toBeTruthy()
})
