import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.js'
import styles from './news-item.module.css'

export interface NewsItemProps {
  /** `bad` interrupts a screen reader; `calm` waits its turn. */
  readonly tone: 'bad' | 'warn' | 'calm'
  readonly title: string
  readonly children?: ReactNode
  /** What a machine said, word for word. */
  readonly quote?: string | null
  readonly actions?: ReactNode
  readonly dismiss?: { readonly label: string; readonly onDismiss: () => void }
}

/** Something that happened, why, and what to do next. */
export function NewsItem({ tone, title, children, quote = null, actions, dismiss }: NewsItemProps) {
  return (
    <div className={`${styles.news} ${styles[tone]}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <div className={styles.text}>
        <p>
          <b className={styles.title}>{title}</b> {children}
        </p>
        <div className={styles.below}>
          {quote === null ? null : <samp className={styles.quote}>{quote}</samp>}
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </div>
      </div>
      {dismiss ? (
        <Button looks kind="quiet" icon aria-label={dismiss.label} title={dismiss.label} onClick={dismiss.onDismiss}>
          <X size={15} aria-hidden />
        </Button>
      ) : null}
    </div>
  )
}
