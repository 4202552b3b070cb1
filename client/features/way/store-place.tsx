import { useTranslation } from 'react-i18next'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { Place } from './place.js'
import styles from './way.module.css'

/** The store in use: whether it answers, how many sessions it holds, who removes expired ones; and to empty it. */
export function StorePlace() {
  const { t, i18n } = useTranslation('way')
  const store = useSnapshot((snapshot) => snapshot.store)
  const sweeperSeconds = useSnapshot((snapshot) => snapshot.mongo.sweeperSeconds)
  const { active, available, health, sessionCount } = store
  const description = available.find(({ kind }) => kind === active)
  const label = description?.label ?? active
  const sessions = sessionCount === null ? t('sessionsUnknown') : t('sessions', { count: sessionCount, number: formatNumber(i18n.language, sessionCount) })
  const answers = t(health.up ? 'up' : 'down')
  const isSwept = description?.resource === 'mongodb'
  return (
    <Place
      name="store"
      node="store"
      title={`${t('places.store.title')}: ${label}`}
      about={t('places.store.about')}
      face={
        <>
          <b>{label}</b>
          <small className="num">
            {answers} · {sessions}
          </small>
          {description?.npm ? <small translate="no">{description.npm.name}</small> : null}
        </>
      }
    >
      {isSwept ? <p className="num">{t('sweeper', { seconds: sweeperSeconds })}</p> : null}
      <div className={styles.actions}>
        <Button kind="danger" disabled={sessionCount === 0} onClick={() => void sendOrNotify({ type: 'store:clear' })}>
          {t('empty')}
        </Button>
      </div>
    </Place>
  )
}
