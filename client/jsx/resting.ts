/**
 * Controls that rest. Where nothing can be done (the reader looks at the past), every control of the page is there, can be reached and says why it
 * does nothing: the JSX runtime puts each of them through here, so that no component can forget it. A control acts unless it is said to only look
 * (`Looks` around it, or `data-looks` on it): then it works as always.
 */
import { createContext, createElement, type ElementType, Fragment, type KeyboardEvent, type ReactNode, type SyntheticEvent, useContext } from 'react'

type Props = Readonly<Record<string, unknown>>

/** Why what acts rests; null: it does not. */
const Why = createContext<string | null>(null)
const IsLooking = createContext(false)
const WHY_ID = 'rests-because'

/** @param why the sentence that every control inside says while it rests; null: none rests */
export function Resting({ why, children }: { readonly why: string | null; readonly children: ReactNode }): ReactNode {
  const words = why === null ? null : createElement('p', { id: WHY_ID, hidden: true }, why)
  return createElement(Why.Provider, { value: why }, createElement(Fragment, null, children, words))
}

/** Controls that only look: they change nothing but what the reader sees. */
export function Looks({ children }: { readonly children: ReactNode }): ReactNode {
  return createElement(IsLooking.Provider, { value: true }, children)
}

function useControl(tag: string, props: Props): ReactNode {
  const why = useContext(Why)
  const isLooking = useContext(IsLooking)
  return createElement(tag, why === null || isLooking || 'data-looks' in props ? props : resting(tag, props, why))
}

const ButtonControl = (props: Props) => useControl('button', props)
const InputControl = (props: Props) => useControl('input', props)
const SelectControl = (props: Props) => useControl('select', props)
const TextareaControl = (props: Props) => useControl('textarea', props)

const CONTROLS: ReadonlyMap<unknown, ElementType> = new Map<unknown, ElementType>([
  ['button', ButtonControl],
  ['input', InputControl],
  ['select', SelectControl],
  ['textarea', TextareaControl],
])

/** What stands for an element of the page: a control rests where it has to. */
export function restful(type: ElementType): ElementType {
  return CONTROLS.get(type) ?? type
}

/** It keeps the focus, its look and its value. What is asked of it by pointer or key goes nowhere. */
function resting(tag: string, props: Props, why: string): Props {
  const kept = Object.fromEntries(Object.entries(props).filter(([name]) => !/^on[A-Z]/.test(name) || /^on(Focus|Blur)/.test(name)))
  const describedBy = props['aria-describedby']
  return {
    ...kept,
    disabled: undefined,
    popoverTarget: undefined,
    'aria-disabled': true,
    'aria-describedby': typeof describedBy === 'string' ? `${WHY_ID} ${describedBy}` : WHY_ID,
    'data-rests': '',
    title: why,
    onClick: stop,
    ...(tag !== 'button' && { onChange: stop, onKeyDown: stopKey, readOnly: tag === 'select' ? undefined : true }),
    ...(tag === 'select' && { onMouseDown: stopAndFocus }),
  }
}

function stop(event: SyntheticEvent): void {
  event.preventDefault()
  event.stopPropagation()
}

/** A list would open, and one of several choices be taken, before anything could be said against it. */
function stopKey(event: KeyboardEvent<HTMLElement>): void {
  if (!['Tab', 'Escape', 'Shift'].includes(event.key) && !event.ctrlKey && !event.metaKey) event.preventDefault()
}

function stopAndFocus(event: SyntheticEvent<HTMLElement>): void {
  event.preventDefault()
  event.currentTarget.focus()
}
