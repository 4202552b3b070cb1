import { PanelLeftClose } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.js'
import styles from './dock.module.css'
import { StartHere } from './start-here.js'

/**
 * The lessons' place, at the left of what they talk about. Until there are lessons it holds "Start here";
 * a lesson takes the place of <StartHere /> and keeps this frame.
 */
export function Dock({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <aside className={styles.dock} aria-label={t('dock.label')}>
      <div className={styles.crumb}>
        <span>{t('dock.crumb')}</span>
        <Button kind="quiet" icon aria-label={t('dock.collapse')} title={t('dock.collapse')} onClick={onClose}>
          <PanelLeftClose size={16} aria-hidden />
        </Button>
      </div>
      <StartHere />
    </aside>
  )
}
