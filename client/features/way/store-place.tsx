import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSnapshot } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { useLostSave } from './lost-save.js'
import { Place } from './place.js'
import { Sweeper } from './sweeper.js'
import styles from './way.module.css'

/** The store in use: whether it answers, how many sessions it holds, who removes expired ones; and to empty it. */
export function StorePlace({ forgetAll }: { /** Asks first, and can be undone. */ readonly forgetAll: ReactNode }) {
  const { t, i18n } = useTranslation('way')
  const store = useSnapshot((snapshot) => snapshot.store)
  const lost = useLostSave()
  const { active, available, health, sessionCount } = store
  const description = available.find(({ kind }) => kind === active)
  const label = description?.label ?? active
  const sessions = sessionCount === null ? t('sessionsUnknown') : t('sessions', { count: sessionCount, number: formatNumber(i18n.language, sessionCount) })
  const matter = [...(health.up ? [] : [t('down')]), ...(lost === null ? [] : [lost])].join('; ')
  const answers = t(health.up ? 'up' : 'down')
  return (
    <Place
      name="store"
      node="store"
      title={`${t('places.store.title')}: ${label}`}
      about={t('places.store.about')}
      matter={matter === '' ? null : matter}
      face={
        <>
          <b>{label}</b>
          <small className="num">
            {answers} · {sessions}
          </small>
          {lost === null ? null : <small className={styles.matter}>{lost}</small>}
          {description?.npm ? <small translate="no">{description.npm.name}</small> : null}
        </>
      }
    >
      <Sweeper />
      <div className={styles.forget}>{forgetAll}</div>
    </Place>
  )
}
