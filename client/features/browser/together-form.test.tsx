import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { send } from '../../state/connection.js'
import TogetherForm from './together-form.js'

vi.mock('../../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: true, value: { statuses: [200, 200] } })) }))

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('together')
})
afterEach(cleanup)

test('sends the same request twice, or different ones, up to six', async () => {
  render(<TogetherForm browser="browser:alice" />)
  fireEvent.click(screen.getByRole('button', { name: 'Send them together' }))
  expect(send).toHaveBeenLastCalledWith({ type: 'browser:together', browser: 'browser:alice', requests: [{ do: 'add-to-cart' }, { do: 'add-to-cart' }] })
  await screen.findByText('All are answered.', { exact: false })
  fireEvent.change(screen.getByLabelText('Request 1'), { target: { value: 'log-out' } })
  for (let count = 3; count <= 6; count++) fireEvent.click(screen.getByRole('button', { name: 'One more' }))
  expect(screen.queryByRole('button', { name: 'One more' })).toBeNull()
  for (let count = 0; count < 3; count++) fireEvent.click(screen.getByRole('button', { name: 'Leave request 2 out' }))
  fireEvent.click(screen.getByRole('button', { name: 'Send them together' }))
  expect(send).toHaveBeenLastCalledWith({
    type: 'browser:together',
    browser: 'browser:alice',
    requests: [{ do: 'log-out' }, { do: 'add-to-cart' }, { do: 'add-to-cart' }],
  })
})
