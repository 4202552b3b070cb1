import { useTranslation } from 'react-i18next'
import { passesOf } from '../../state/sweeper.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { formatCoarse, formatDuration } from '../../ui/format.js'
import { useNow } from '../../ui/use-now.js'

/** Who removes expired sessions from the store in use, how often, and when next. */
export function Sweeper() {
  const { t, i18n } = useTranslation('way')
  const store = useSnapshot(({ store: { available, active } }) => available.find(({ kind }) => kind === active))
  const mongo = useSnapshot((snapshot) => snapshot.mongo)
  const lastSwitch = useSnapshot((snapshot) => snapshot.store.lastSwitch)
  const listeningSince = useInstance((instance) => instance.listeningSince)
  const now = useNow()
  if (store === undefined) return null
  const { everyMs, nextAt } = passesOf({ store, mongo, lastSwitch, listeningSince, now })
  return (
    <p className="num">
      {t(`sweeps.${store.capabilities.expiry}`, { store: store.label, interval: formatDuration(i18n.language, everyMs ?? 0) })}{' '}
      {nextAt === null ? null : nextAt <= now ? t('passesNow') : t('passesIn', { duration: formatCoarse(i18n.language, nextAt - now) })}
    </p>
  )
}
