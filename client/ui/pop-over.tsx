import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react'
import { useKeepFocus } from './keep-focus.js'
import styles from './pop-over.module.css'

/** Distance from what opens it, and from the edges of the window, in CSS pixels. */
const MARGIN = 8

export interface PopOverProps {
  readonly className: string | undefined
  readonly title: string
  /** There is much in it: in two columns, where there is room. */
  readonly isWide?: boolean
  /** What is in it is rendered once it has been opened, and not before. */
  readonly isLazy?: boolean
  /** What opens it. */
  readonly face: ReactNode
  readonly children: ReactNode
  readonly onToggle?: (isOpen: boolean) => void
}

/** The platform's popover, beside what opens it: Escape and a click elsewhere close it, and the panes stay in sight and in use. */
export function PopOver({ className, title, isWide = false, isLazy = false, face, children, onToggle }: PopOverProps) {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const popover = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useKeepFocus(popover, heading)
  const [isOpened, setOpened] = useState(false)
  const place = useCallback(() => {
    const from = opener.current?.getBoundingClientRect()
    const card = popover.current
    if (!from || !card) return
    const { offsetWidth: width, offsetHeight: height } = card
    const left = Math.min(Math.max(MARGIN, from.left + from.width / 2 - width / 2), innerWidth - width - MARGIN)
    const above = from.top - height - MARGIN
    const below = Math.min(from.bottom + MARGIN, innerHeight - height - MARGIN)
    card.style.left = `${Math.max(MARGIN, left)}px`
    card.style.top = `${Math.max(MARGIN, above >= MARGIN ? above : below)}px`
  }, [])
  // What is in it may come after it was opened, or become more.
  useEffect(() => {
    if (popover.current === null || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(place)
    observer.observe(popover.current)
    return () => observer.disconnect()
  }, [place])
  return (
    <>
      <button type="button" data-looks="" ref={opener} className={className} popoverTarget={id}>
        {face}
      </button>
      <div
        id={id}
        ref={popover}
        popover="auto"
        className={`${styles.popover} ${isWide ? styles.wide : ''}`}
        role="dialog"
        aria-label={title}
        onBeforeToggle={() => setOpened(true)}
        onToggle={({ newState }) => {
          place()
          onToggle?.(newState === 'open')
        }}
      >
        <h3 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h3>
        {isLazy && !isOpened ? null : isWide ? <div className={styles.columns}>{children}</div> : children}
      </div>
    </>
  )
}
