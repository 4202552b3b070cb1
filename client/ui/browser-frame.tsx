import type { ReactNode } from 'react'
import styles from './browser-frame.module.css'

export interface BrowserFrameProps {
  /** Buttons before the address. */
  readonly controls?: ReactNode
  readonly host: string
  readonly path: string
  readonly addressLabel: string
  /** What stands after the address. */
  readonly aside?: ReactNode
  /** Out of sight and out of reach, yet laid out: Chromium leaves a frame that navigates under `display: none` blank afterwards. */
  readonly hidden?: boolean
  /** Name by which a lesson points at it. */
  readonly control?: string
  readonly children: ReactNode
}

/** A little browser: an address line, and a page that looks like a page of its own. */
export function BrowserFrame({ controls, host, path, addressLabel, aside, hidden = false, control, children }: BrowserFrameProps) {
  return (
    <div className={`${styles.browser} ${hidden ? styles.away : ''}`} inert={hidden} data-control={control}>
      <div className={styles.chrome}>
        {controls}
        <span className={styles.address}>
          <span className="visually-hidden">{addressLabel}: </span>
          <span translate="no">
            <span className={styles.host}>{host}</span>
            {path}
          </span>
        </span>
        {aside}
      </div>
      {children}
    </div>
  )
}
