import { type ReactNode, type RefObject, use, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import styles from './browser-frame.module.css'
import { PaneContext } from './pane.js'

export interface BrowserFrameProps {
  /** Buttons before the address. */
  readonly controls?: ReactNode
  readonly host: string
  readonly path: string
  readonly addressLabel: string
  /** The address is a button that opens and closes what stands under it; left out: it is text. */
  readonly address?: { readonly isOpen: boolean; readonly title: string; readonly onToggle: () => void }
  /** What stands under the address line. */
  readonly under?: ReactNode
  /** What stands after the address. */
  readonly aside?: ReactNode
  /** Out of sight and out of reach, yet laid out: Chromium leaves a frame that navigates under `display: none` blank afterwards. */
  readonly hidden?: boolean
  /** Name by which a lesson points at it. */
  readonly control?: string
  readonly children: ReactNode
}

/** A little browser: an address line, and a page that looks like a page of its own. Once the line is out of sight, the pane's title line has the address. */
export function BrowserFrame({ controls, host, path, addressLabel, address, under, aside, hidden = false, control, children }: BrowserFrameProps) {
  const line = useRef<HTMLDivElement>(null)
  const { body, titleEnd } = use(PaneContext)
  const isAway = useIsAway(line, hidden ? null : body)
  const shown = (
    <>
      <span className="visually-hidden">{addressLabel}: </span>
      <span translate="no">
        <span className={styles.host}>{host}</span>
        {path}
      </span>
    </>
  )
  return (
    <div className={`${styles.browser} ${hidden ? styles.away : ''}`} inert={hidden} data-control={control}>
      <div ref={line} className={styles.chrome}>
        {controls}
        {address ? (
          <button type="button" data-address="" className={styles.address} aria-expanded={address.isOpen} title={address.title} onClick={address.onToggle}>
            {shown}
          </button>
        ) : (
          <span className={styles.address}>{shown}</span>
        )}
        {aside}
      </div>
      {under}
      {children}
      {isAway && titleEnd !== null
        ? createPortal(
            // Screen readers have the line itself, which is where it was.
            <span className={styles.elsewhere} title={host + path} translate="no" aria-hidden data-address-elsewhere="">
              <span className={styles.host}>{host}</span>
              <span>{path}</span>
            </span>,
            titleEnd,
          )
        : null}
    </div>
  )
}

/** @returns whether more than half of a line has scrolled out of `scroller`, or below what stays at its upper end; never with null */
function useIsAway(line: RefObject<HTMLElement | null>, scroller: HTMLElement | null): boolean {
  const [isAway, setAway] = useState(false)
  useEffect(() => {
    if (line.current === null || scroller === null || typeof IntersectionObserver === 'undefined') return
    const covered = Number.parseFloat(getComputedStyle(scroller).scrollPaddingTop) || 0
    const sight = new IntersectionObserver((entries) => setAway((entries.at(-1)?.intersectionRatio ?? 1) < 0.5), {
      root: scroller,
      rootMargin: `-${covered}px 0px 0px`,
      threshold: 0.5,
    })
    sight.observe(line.current)
    return () => {
      sight.disconnect()
      setAway(false)
    }
  }, [line, scroller])
  return isAway
}
