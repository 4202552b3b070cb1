import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './pane-jumps.module.css'

const PANES = ['browser', 'store', 'memory', 'requests'] as const

/** On narrow screens the panes stand under each other; this strip stays in sight and jumps to each. @param report what is told in passing, over the strip */
export function PaneJumps({ report }: { readonly report: ReactNode }) {
  const { t } = useTranslation('shell')
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
