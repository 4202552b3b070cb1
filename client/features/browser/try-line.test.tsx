import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { LineTrial } from '../../../server/protocol/cookie-verdict.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import TryLine from './try-line.js'

vi.mock('../../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: true, value: null })) }))

beforeAll(async () => {
  await setUpTextsAndProblems('en')
  await loadLaterTexts('verdicts')
})
afterEach(cleanup)

const LINE = 'theme=light; Domain=com'
const VERDICT: LineTrial = {
  line: LINE,
  verdict: { outcome: 'refused', rules: [{ code: 'no-name-and-value' }] },
  seen: 'stayed-away',
}

test('what became of a line stands there until another one is refused', async () => {
  const browsers = fixtureSnapshot.browsers.map((each) => ({ ...each, trial: VERDICT }))
  const [first] = browsers
  if (!first) throw new Error('A page without a browser.')
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, browsers } })
  render(<TryLine first={first.id} onVisit={() => {}} />)
  const submit = async (line: string) => {
    fireEvent.change(screen.getByRole('textbox'), { target: { value: line } })
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Send it' })))
  }
  await submit(LINE)
  expect(screen.getAllByText('By the rules').length).toBeGreaterThan(0)
  vi.mocked(send).mockResolvedValueOnce({ ok: false, problem: { code: 'bad-input', message: 'No.', params: {} } })
  await submit('theme=dark\nX: 1')
  expect(screen.queryByText('By the rules')).toBeNull()
})
