import { cleanup, fireEvent, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onBarKey, useThenKeys } from './then-keys.js'

const went = vi.hoisted(() => [] as string[])
vi.mock('../../state/moment.js', () => ({
  backToNow: () => went.push('now'),
  goOn: async (step: number, isRequest = true) => went.push(isRequest ? String(step) : `${step} of all`),
  goToEnd: (which: string) => went.push(which),
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

test('a key with Ctrl, Alt or the command key is the browser’s', () => {
  const { getByRole } = render(
    <>
      <Keys />
      <section aria-label="bar" onKeyDown={onBarKey} />
    </>,
  )
  for (const modifier of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
    for (const key of ['[', ']', 'Escape']) fireEvent.keyDown(getByRole('button'), { key, ...modifier })
    for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'End']) fireEvent.keyDown(getByRole('region'), { key, ...modifier })
  }
  expect(went).toEqual([])
})

test('on the bar, the arrows go from request to request, with Shift to whatever happened, and Home and End to the ends', () => {
  const { getByRole } = render(<section aria-label="bar" onKeyDown={onBarKey} />)
  for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'x']) fireEvent.keyDown(getByRole('region'), { key })
  fireEvent.keyDown(getByRole('region'), { key: 'ArrowRight', shiftKey: true })
  expect(went).toEqual(['-1', '1', '-1', '1', 'first', 'last', '1 of all'])
})

test('Escape closes a card that is open, and the past stays', () => {
  const { getByRole } = render(<Keys />)
  const find = document.querySelector.bind(document)
  const open = vi
    .spyOn(document, 'querySelector')
    .mockImplementation((selector: string) => (selector.includes(':popover-open') ? document.body : find(selector)))
  fireEvent.keyDown(getByRole('button'), { key: 'Escape' })
  expect(went).toEqual([])
  open.mockRestore()
  fireEvent.keyDown(getByRole('button'), { key: 'Escape' })
  expect(went).toEqual(['now'])
})
