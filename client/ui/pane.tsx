import { type ReactNode, useId, useRef } from 'react'
import { useKeepFocus } from './keep-focus.js'
import styles from './pane.module.css'

export interface PaneProps {
  /** Where we look: "In the browser". */
  readonly where: string
  /** What is there: "a cookie". */
  readonly what: string
  /** A few soft words or controls at the end of the heading. */
  readonly aside?: ReactNode
  /** Name in `data-pane`, by which the page points at it. */
  readonly name: 'browser' | 'store' | 'memory' | 'requests' | 'crowd' | 'way'
  /** Name by which a lesson points at the whole pane. */
  readonly control?: string
  readonly children: ReactNode
}

/** A card with a heading of two halves. It fills the place that the layout gives it and scrolls inside. */
export function Pane({ where, what, aside, name, control, children }: PaneProps) {
  const id = useId()
  const place = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useKeepFocus(place, heading)
  return (
    <section ref={place} className={styles.pane} aria-labelledby={id} data-pane={name} data-control={control}>
      <header className={styles.head}>
        <h2 ref={heading} id={id} tabIndex={-1}>
          <span>{where}</span> {what}
        </h2>
        {aside}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  )
}
