import { useTranslation } from 'react-i18next'
import { backToNow } from '../../state/moment.js'
import { useDashboard } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatTimeOfDay } from '../../ui/format.js'
import styles from './then-bar.module.css'

/** Over the panes while they show a moment of the past: which one, and the way back to now. */
export function ThenBar() {
  const { t, i18n } = useTranslation('moment')
  const moment = useDashboard((state) => state.moment)
  if (moment === null) return null
  return (
    <div className={styles.bar} role="status">
      <span>
        {t('then')} <b className="num">{formatTimeOfDay(i18n.language, moment.at)}</b>
      </span>
      <Button looks kind="primary" onClick={backToNow}>
        {t('back')}
      </Button>
    </div>
  )
}
