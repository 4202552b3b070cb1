import { createContext, type ReactNode, useId, useMemo, useRef, useState } from 'react'
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

/** Where a pane scrolls, and the end of its title line, which stays in sight meanwhile. null: not on the page yet. */
interface PanePlaces {
  readonly body: HTMLElement | null
  readonly titleEnd: HTMLElement | null
}

/** The places of the pane that something stands in. */
export const PaneContext = createContext<PanePlaces>({ body: null, titleEnd: null })

/** A card with a heading of two halves. It fills the place that the layout gives it and scrolls inside. */
export function Pane({ where, what, aside, name, control, children }: PaneProps) {
  const id = useId()
  const place = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [body, setBody] = useState<HTMLElement | null>(null)
  const [titleEnd, setTitleEnd] = useState<HTMLElement | null>(null)
  const places = useMemo(() => ({ body, titleEnd }), [body, titleEnd])
  useKeepFocus(place, heading)
  return (
    <section ref={place} className={styles.pane} aria-labelledby={id} data-pane={name} data-control={control}>
      <header className={styles.head}>
        <h2 ref={heading} id={id} tabIndex={-1}>
          <span>{where}</span> {what}
        </h2>
        <span ref={setTitleEnd} className={styles.titleEnd} />
        {aside}
      </header>
      <div ref={setBody} className={styles.body}>
        <PaneContext value={places}>{children}</PaneContext>
      </div>
    </section>
  )
}
