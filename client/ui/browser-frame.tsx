import type { ReactNode } from 'react'
import styles from './browser-frame.module.css'

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

/** A little browser: an address line, and a page that looks like a page of its own. */
export function BrowserFrame({ controls, host, path, addressLabel, address, under, aside, hidden = false, control, children }: BrowserFrameProps) {
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
      <div className={styles.chrome}>
        {controls}
        {address ? (
          <button type="button" className={styles.address} aria-expanded={address.isOpen} title={address.title} onClick={address.onToggle}>
            {shown}
          </button>
        ) : (
          <span className={styles.address}>{shown}</span>
        )}
        {aside}
      </div>
      {under}
      {children}
    </div>
  )
}
