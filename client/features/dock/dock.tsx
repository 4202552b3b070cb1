import { PanelLeftClose } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.js'
import styles from './dock.module.css'

export interface DockProps {
  /** Where the reader is, above what is read. */
  readonly crumb: ReactNode
  readonly children: ReactNode
  readonly onClose: () => void
}

/** The frame of the lessons' place, at the left of what they talk about. */
export function Dock({ crumb, children, onClose }: DockProps) {
  const { t } = useTranslation('shell')
  return (
    <section className={styles.dock} data-dock="" aria-label={t('dock.label')}>
      <div className={styles.crumb}>
        {crumb}
        <Button kind="quiet" icon aria-label={t('dock.collapse')} title={t('dock.collapse')} data-dock-toggle="" onClick={onClose}>
          <PanelLeftClose size={16} aria-hidden />
        </Button>
      </div>
      <div className={styles.body}>{children}</div>
    </section>
  )
}
