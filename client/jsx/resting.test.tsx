/** What becomes of a control that rests, by each way in which it can be asked for something; and which controls do not rest. */
import { cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { Looks, Resting } from './resting.js'

afterEach(cleanup)

const WHY = 'You are looking at the past.'
const show = (controls: ReactNode, why: string | null = WHY) => render(<Resting why={why}>{controls}</Resting>)

/** Was the browser's own answer to the event held off? */
function isHeldOff(element: Element, type: 'click' | 'mouseDown' | 'keyDown', init: object = {}): boolean {
  const event = createEvent[type](element, { cancelable: true, ...init })
  fireEvent(element, event)
  return event.defaultPrevented
}

it('asks for nothing, whichever way it is used, and can still be reached', () => {
  const [acts, around, focused] = [vi.fn(), vi.fn(), vi.fn()]
  show(
    // biome-ignore lint/a11y: whoever is around a control hears of no click.
    <div onClick={around}>
      <button type="button" disabled onClick={acts} onDoubleClick={acts} onPointerDown={acts} onKeyDown={acts} onFocus={focused} popoverTarget="more">
        Do
      </button>
    </div>,
  )
  const button = screen.getByRole<HTMLButtonElement>('button')
  expect(isHeldOff(button, 'click')).toBe(true)
  for (const event of ['doubleClick', 'pointerDown', 'keyDown'] as const) fireEvent[event](button)
  expect([acts.mock.calls.length, around.mock.calls.length]).toEqual([0, 0])
  fireEvent.focus(button)
  expect(focused).toHaveBeenCalledOnce()
  expect([button.disabled, button.getAttribute('popovertarget'), button.getAttribute('aria-disabled')]).toEqual([false, null, 'true'])
})

it('says why, beside what it is described by already', () => {
  show(
    <button type="button" aria-describedby="own">
      Do
    </button>,
  )
  const button = screen.getByRole('button')
  const [why, own] = button.getAttribute('aria-describedby')?.split(' ') ?? []
  expect([document.getElementById(why ?? '')?.textContent, own, button.title]).toEqual([WHY, 'own', WHY])
})

it('keeps the value of a field, a box and a choice, by pointer and by key', () => {
  const acts = vi.fn()
  show(
    <>
      <input aria-label="name" value="Alice" onChange={acts} />
      <textarea aria-label="line" value="GET /" onChange={acts} />
      <input type="checkbox" checked={false} onChange={acts} />
      <select value="memory" onChange={acts}>
        <option>memory</option>
        <option>file</option>
      </select>
    </>,
  )
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'name' })
  const text = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'line' })
  expect([field.readOnly, text.readOnly]).toEqual([true, true])
  const box = screen.getByRole<HTMLInputElement>('checkbox')
  fireEvent.click(box)
  expect(box.checked).toBe(false)
  const select = screen.getByRole('combobox')
  // Its list would open.
  expect(isHeldOff(select, 'mouseDown')).toBe(true)
  expect(document.activeElement).toBe(select)
  for (const control of [field, text, box, select]) {
    expect(isHeldOff(control, 'keyDown', { key: 'ArrowDown' })).toBe(true)
    // One gets on, out, and copies.
    for (const init of [{ key: 'Tab' }, { key: 'Escape' }, { key: 'c', ctrlKey: true }, { key: 'c', metaKey: true }])
      expect(isHeldOff(control, 'keyDown', init)).toBe(false)
  }
  expect(acts).not.toHaveBeenCalled()
})

it('acts where nothing rests, or where it only looks', () => {
  const acts = vi.fn()
  const controls = (
    <>
      <Looks>
        <button type="button" onClick={acts}>
          around it
        </button>
      </Looks>
      <button type="button" data-looks="" onClick={acts}>
        itself
      </button>
    </>
  )
  const { unmount } = show(controls)
  for (const button of screen.getAllByRole('button')) fireEvent.click(button)
  expect(acts).toHaveBeenCalledTimes(2)
  unmount()
  show(
    <button type="button" onClick={acts}>
      now
    </button>,
    null,
  )
  fireEvent.click(screen.getByRole('button'))
  expect(acts).toHaveBeenCalledTimes(3)
})
