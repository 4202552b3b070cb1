import { useTranslation } from 'react-i18next'
import styles from './pane-jumps.module.css'

const PANES = ['browser', 'store', 'memory', 'requests'] as const

/** On narrow screens the panes stand under each other; this strip stays in sight and jumps to each. */
export function PaneJumps() {
  const { t } = useTranslation('shell')
  return (
    <nav className={styles.jumps} aria-label={t('panes.jump')}>
      {PANES.map((pane) => (
        <a key={pane} href={`#pane-${pane}`}>
          {t(`panes.${pane}.short`)}
        </a>
      ))}
    </nav>
  )
}
