import { type KeyboardEvent as ReactKeyboardEvent, useEffect } from 'react'
import { backToNow, goOn, goToEnd } from '../../state/moment.js'

/** On the bar: one request on or back, with Shift whatever happened; the ends. */
export function onBarKey(event: ReactKeyboardEvent | KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key] as 1 | -1 | undefined
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (step !== undefined) void goOn(step, !event.shiftKey).catch(() => {})
  else if (event.key === 'Home') goToEnd('first')
  else if (event.key === 'End') goToEnd('last')
  else return
  event.preventDefault()
}

/** Everywhere but in fields and dialogs: [ and ] go one request back and on, Escape back to now, unless it closes something. */
export function useThenKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      // What is behind a dialog stands still.
      if (document.querySelector('dialog[open]') !== null) return
      if (event.key === '[') void goOn(-1).catch(() => {})
      else if (event.key === ']') void goOn(1).catch(() => {})
      else if (event.key === 'Escape' && document.querySelector('[popover]:popover-open') === null) backToNow()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select'))
}
