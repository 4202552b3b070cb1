import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './pane-jumps.module.css'

const PANES = ['browser', 'store', 'memory', 'requests'] as const

/** On narrow screens the panes stand under each other; this strip stays in sight and jumps to each. @param report what is told in passing, over the strip */
export function PaneJumps({ report }: { readonly report: ReactNode }) {
  const { t } = useTranslation('shell')
  useFirstRow()
  return (
    <div className={styles.strip}>
      <nav className={styles.jumps} aria-label={t('panes.jump')}>
        {PANES.map((pane) => (
          <a key={pane} href={`#pane-${pane}`}>
            {t(`panes.${pane}.short`)}
          </a>
        ))}
      </nav>
      <div className={styles.report}>{report}</div>
    </div>
  )
}

/** Tells the style sheets how high the row above is that stays in sight too: that depends on the language, on the pointer and on how large the reader's letters are. */
function useFirstRow(): void {
  useEffect(() => {
    const row = document.querySelector<HTMLElement>('[data-first-row]')
    if (row === null) return
    const observer = new ResizeObserver(() => document.documentElement.style.setProperty('--first-row', `${row.offsetHeight}px`))
    observer.observe(row)
    return () => observer.disconnect()
  }, [])
}
