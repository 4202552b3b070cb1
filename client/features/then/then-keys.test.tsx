import { cleanup, fireEvent, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useThenKeys } from './then-keys.js'

const went = vi.hoisted(() => [] as string[])
vi.mock('../../state/moment.js', () => ({
  backToNow: () => went.push('now'),
  goOn: async (step: number) => went.push(String(step)),
  goToEnd: () => {},
}))

function Keys() {
  useThenKeys()
  return (
    <>
      <input aria-label="field" />
      <button type="button">button</button>
    </>
  )
}

beforeEach(() => {
  went.length = 0
})
afterEach(() => {
  cleanup()
  document.querySelector('dialog')?.remove()
})

const press = (at: Element) => {
  for (const key of ['[', ']', 'Escape']) fireEvent.keyDown(at, { key })
  return went
}

test('keys go through the past from anywhere on the page', () => {
  const { getByRole } = render(<Keys />)
  expect(press(getByRole('button'))).toEqual(['-1', '1', 'now'])
})

test('what is typed goes nowhere else, and nothing moves behind a dialog', () => {
  const { getByRole } = render(<Keys />)
  expect(press(getByRole('textbox'))).toEqual([])
  const dialog = document.createElement('dialog')
  dialog.setAttribute('open', '')
  document.body.append(dialog)
  expect(press(dialog)).toEqual([])
})

test('a key that something else has taken goes nowhere else', () => {
  const { getByRole } = render(<Keys />)
  const take = (event: Event) => event.preventDefault()
  document.addEventListener('keydown', take)
  expect(press(getByRole('button'))).toEqual([])
  document.removeEventListener('keydown', take)
})
