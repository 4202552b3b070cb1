import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import type { PackagesState } from '../../../server/protocol/packages.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { AllStores } from './all-stores.js'

const sent: Command[] = []
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return { ok: true, value: null }
  },
}))

beforeEach(() => {
  sent.length = 0
})
afterEach(cleanup)

const [memory] = fixtureSnapshot.store.available
if (!memory) throw new Error('The fixture has no store.')
const postgres: StoreDescription = {
  ...memory,
  kind: 'postgres',
  label: 'PostgreSQL',
  unavailable: { code: 'package-missing', message: '', params: { package: 'connect-pg-simple', command: '', set: 'postgres', bytes: 1024 * 1024 } },
}
const set = {
  id: 'postgres',
  packages: { 'connect-pg-simple': '10.0.0' },
  stores: ['postgres'],
  bytes: 1024 * 1024,
  scripts: ['native'],
  installed: null,
} as const
const idle: PackagesState = { sets: [set, { ...set, id: 'mysql', stores: ['mysql'] }], installing: null, last: null }

async function show(packages: PackagesState = idle, language: 'en' | 'pt-BR' = 'en') {
  await setUpTextsAndProblems(language)
  await loadLaterTexts('catalogue', 'stores')
  const store = { ...fixtureSnapshot.store, available: [...fixtureSnapshot.store.available, postgres], active: 'mongodb', switching: null }
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store, packages }, carryOver: true })
  render(<AllStores />)
}
const entry = (name: string) => within(document.querySelector<HTMLElement>(`[data-store="${name}"]`) ?? document.body)

describe('the catalogue', () => {
  test('tells of every store, and finds', async () => {
    await show()
    expect(screen.getByText('64 stores')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('Search'), { target: { value: 'valkey' } })
    expect(screen.getByText('1 store')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('Search'), { target: { value: 'nothing like it' } })
    expect(screen.getByText(/None is like that/)).toBeTruthy()
  })

  test('leads to the stores that run here: the one in use, one to switch to, one to install', async () => {
    await show()
    expect(entry('connect-mongodb-session').getByText('in use')).toBeTruthy()
    fireEvent.click(entry('express-session MemoryStore').getByRole('button', { name: 'Switch to it' }))
    fireEvent.click(entry('connect-pg-simple').getByRole('button', { name: /^Install \(1\.0\sMB\)$/ }))
    expect(sent).toEqual([
      { type: 'store:switch', to: 'memory', carryOver: true },
      { type: 'packages:install', set: 'postgres' },
    ])
    expect(entry('connect-db2').queryByRole('button')).toBe(null)
  })

  test('says point by point what was seen, or why nothing was, in both languages', async () => {
    await show(idle, 'pt-BR')
    const details = document.querySelector<HTMLDetailsElement>('[data-store="connect-loki"] details')
    if (!details) throw new Error('The store has no details.')
    expect(entry('connect-loki').queryByText('uma session expirada ainda foi entregue')).toBe(null)
    details.open = true
    await act(async () => void fireEvent(details, new Event('toggle')))
    expect(entry('connect-loki').getByText('uma session expirada ainda foi entregue')).toBeTruthy()
    const outage = document.querySelector<HTMLDetailsElement>('[data-store="connect-redis"] details')
    if (!outage) throw new Error('The store has no details.')
    outage.open = true
    await act(async () => void fireEvent(outage, new Event('toggle')))
    expect(entry('connect-redis').getByText('o processo terminou')).toBeTruthy()
    expect(entry('connect-redis').getByText(/^No sandbox, com um listener para os erros dele e um prazo para as chamadas: cumpri/)).toBeTruthy()
    expect(entry('connect-db2').getByText(/Não testado, porque o banco dele é vendido/)).toBeTruthy()
  })

  test.each([
    ['en', /^version looked at: 0\.1\.1, .*licence MIT · Node\.js: no version asked for .*not known: date of its release$/, 'licence none stated'],
    ['pt-BR', /^versão examinada: 0\.1\.1, .*licença MIT · Node\.js: não exige nenhuma versão .*não se sabe: a data de lançamento$/, 'licença não declarada'],
  ] as const)('tells what is not known from what a package does not state, in %s', async (language, lookedAt, noLicence) => {
    await show(idle, language)
    expect(entry('connect-arango').getByText(lookedAt)).toBeTruthy()
    expect(entry('express-sessions').getByText(new RegExp(noLicence))).toBeTruthy()
    expect(entry('express-etcd').queryByText(new RegExp(noLicence))).toBe(null)
  })
})

describe('packages on demand', () => {
  test('offers the sets of stores that are in the switch, with scripts only where somebody asks', async () => {
    await show()
    expect(document.querySelectorAll('[data-set]')).toHaveLength(1)
    fireEvent.click(screen.getByLabelText(/install scripts of native/))
    fireEvent.click(screen.getByRole('button', { name: 'Install' }))
    expect(sent).toEqual([{ type: 'packages:install', set: 'postgres', scripts: true }])
  })

  test('shows how far an installation is, and cancels it', async () => {
    await show({ ...idle, installing: { set: 'postgres', phase: 'fetching', packages: 3, totalPackages: 15, bytes: 512 * 1024 } })
    expect(screen.getByText(/3 of 15 packages are here, 512.0 KB/)).toBeTruthy()
    expect(screen.getByRole('progressbar', { name: 'Installing postgres' }).getAttribute('value')).toBe('0.2')
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Cancel' })))
    expect(sent).toEqual([{ type: 'packages:cancel' }])
  })

  test('says why one failed, in the words of the reader; what is installed is removed', async () => {
    const problem = { code: 'install-failed', message: 'x', params: { set: 'postgres', why: 'offline', reason: 'x' } } as const
    await show({ sets: [{ ...set, installed: 'data-folder' }], installing: null, last: { set: 'postgres', problem } }, 'pt-BR')
    expect(screen.getByText(/não dá para chegar ao registro do npm/)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Remover' }))
    expect(sent).toEqual([{ type: 'packages:remove', set: 'postgres' }])
  })
})
