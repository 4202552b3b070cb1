import { PanelLeftClose } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Looks } from '../../jsx/resting.js'
import { useIsThen, useLive } from '../../state/use-dashboard.js'
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
  const isThen = useIsThen()
  // A recording has no steps to do, and without a lesson there are none either.
  const hasLesson = useLive(({ lesson }) => lesson !== null)
  const { t } = useTranslation(['shell', 'moment'])
  return (
    <Looks>
      <section className={styles.dock} data-dock="" aria-label={t('shell:dock.label')}>
        <div className={styles.crumb}>
          {crumb}
          <Button kind="quiet" icon aria-label={t('shell:dock.collapse')} title={t('shell:dock.collapse')} data-dock-toggle="" onClick={onClose}>
            <PanelLeftClose size={16} aria-hidden />
          </Button>
        </div>
        {isThen ? <p className={styles.now}>{t(hasLesson ? 'moment:dock' : 'moment:dockFree')}</p> : null}
        <div className={styles.body}>{children}</div>
      </section>
    </Looks>
  )
}
