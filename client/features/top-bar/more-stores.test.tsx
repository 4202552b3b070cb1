import { fireEvent, render, screen, within } from '@testing-library/react'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PackagesState } from '../../../server/protocol/packages.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { localized } from '../../../server/test/support/localized.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { prepareDom } from '../../test/prepare-dom.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { StoreSwitch } from './store-switch.js'

const { sent } = vi.hoisted(() => ({ sent: [] as unknown[] }))
vi.mock('../../state/connection.js', () => ({
  send: (command: unknown) => {
    sent.push(command)
    return new Promise(() => undefined)
  },
}))

const [memory] = fixtureSnapshot.store.available
const missing = { code: 'package-missing', message: 'The package is not installed.', params: {} } as const
function store(kind: string, more: Partial<StoreDescription> = {}): StoreDescription {
  if (!memory) throw new Error('The fixture has a store.')
  return { ...memory, kind, label: kind, place: 'more', about: localized(`what ${kind} is`, `o que é ${kind}`), ...more }
}

prepareDom()
beforeAll(() => setUpTextsAndProblems('en'))
beforeEach(() => {
  sent.length = 0
  const available = [...fixtureSnapshot.store.available, store('files'), store('loki', { isBadExample: true }), store('away', { unavailable: missing })]
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, available } } })
})
/** The dialog is fetched when it is opened, which takes its time on a busy machine. */
async function openMore(): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: 'More stores' }))
  await screen.findByText('what away is', {}, { timeout: 20_000 })
}
const choice = (kind: string) => within(screen.getByText(`what ${kind} is`).closest('li') as HTMLElement)

test('the switch has the first two, and the others behind it, each with a line of what it is', async () => {
  render(<StoreSwitch />)
  expect(screen.getAllByRole('radio').map((radio) => radio.getAttribute('value'))).toEqual(['memory', 'mongodb'])
  expect(screen.queryByText('what files is')).toBeNull()
  await openMore()
  expect(choice('loki').getByText('a bad example')).toBeTruthy()
  expect(choice('files').queryByText('a bad example')).toBeNull()
  fireEvent.click(choice('files').getByRole('button', { name: 'Use it' }))
  expect(sent).toMatchObject([{ type: 'store:switch', to: 'files' }])
  // The one that is being switched to is shown in the switch itself.
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'files' }).checked).toBe(true)
})

test('one that cannot be used says why, and cannot be chosen', async () => {
  render(<StoreSwitch />)
  await openMore()
  expect(choice('away').getByRole<HTMLButtonElement>('button').disabled).toBe(true)
  expect(screen.getByText('what away is').closest('li')?.textContent).toMatch(/package/)
})

describe('one whose packages are not there', () => {
  const set = { id: 'away', packages: { 'connect-away': '1.2.3' }, stores: ['away'], bytes: 1024 * 1024, scripts: [], installed: null } as const
  const unavailable = { ...missing, params: { package: 'connect-away', command: '', set: 'away', bytes: 1 } }
  async function show(packages: Partial<PackagesState>) {
    const available = [...fixtureSnapshot.store.available, store('away', { unavailable })]
    const snapshot = {
      ...fixtureSnapshot,
      store: { ...fixtureSnapshot.store, available },
      packages: { sets: [set], installing: null, last: null, ...packages },
    }
    dashboardStore.setState({ snapshot })
    render(<StoreSwitch />)
    await openMore()
  }

  test('offers them with size and command', async () => {
    await show({})
    expect(choice('away').getByText('npm install connect-away@1.2.3')).toBeTruthy()
    fireEvent.click(choice('away').getByRole('button', { name: /^Install \(1\.0\sMB\)$/ }))
    expect(sent).toEqual([{ type: 'packages:install', set: 'away', scripts: false }])
  })

  test('says how far it is, and can be called off', async () => {
    await show({ installing: { set: 'away', phase: 'fetching', packages: 3, totalPackages: 4, bytes: 1024 } })
    expect(choice('away').getByRole('progressbar', { name: 'Installing away' }).getAttribute('value')).toBe('0.75')
    fireEvent.click(choice('away').getByRole('button', { name: 'Cancel' }))
    expect(sent).toEqual([{ type: 'packages:cancel' }])
  })

  test('says why it failed, and waits while another is installed', async () => {
    const problem = { code: 'install-failed', message: '', params: { set: 'away', why: 'disk-full', reason: '' } } as const
    await show({ last: { set: 'away', problem }, installing: { set: 'other', phase: 'looking-up', packages: 0, totalPackages: null, bytes: 0 } })
    expect(choice('away').getByText(/could not be installed: the disk is full/)).toBeTruthy()
    expect(choice('away').getByRole<HTMLButtonElement>('button', { name: /^Install/ }).disabled).toBe(true)
  })
})
