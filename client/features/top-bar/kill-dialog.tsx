import { useTranslation } from 'react-i18next'
import { sendOrNotify } from '../../state/notices.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { costsOfEnding } from '../../state/sayings.js'
import { useOwnSessions, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Said } from '../../ui/said.js'
import styles from './restart-dialog.module.css'

/** Kill, with what is lost said before, as the restart says it. */
export function KillDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <Dialog open={open} onClose={onClose} title={t('kill.title')} lead={t('bar.killWhy')} closeLabel={t('close')}>
      <div className={styles.form}>
        <p className={styles.loses}>
          <Costs />
        </p>
        <div className={styles.actions}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            kind="danger"
            onClick={() => {
              onClose()
              void sendOrNotify({ type: 'server:kill' })
            }}
          >
            {t('kill.go')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** Counted only while somebody reads it. */
function Costs() {
  const store = useSnapshot((snapshot) => snapshot.store)
  const crowd = useSnapshot((snapshot) => snapshot.crowd)
  const isGuessOpen = useGuessOpen()
  const own = useOwnSessions()
  return <Said sayings={costsOfEnding({ store, crowd }, isGuessOpen, own).sayings} />
}
