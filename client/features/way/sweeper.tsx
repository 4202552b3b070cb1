import { useTranslation } from 'react-i18next'
import type { Snapshot } from '../../../server/protocol/state.js'
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
  const { expiry, sweepEveryMs = 0 } = store.capabilities
  const isMongo = expiry === 'sweeper'
  const everyMs = isMongo ? mongo.sweeperSeconds * 1_000 : sweepEveryMs
  const next = isMongo
    ? nextOfMongo(mongo)
    : expiry === 'app-sweeper'
      ? nextOfApp({ sweepEveryMs, openedAt: openedAt(listeningSince, lastSwitch, store.kind), now })
      : null
  return (
    <p className="num">
      {t(`sweeps.${expiry}`, { store: store.label, interval: formatDuration(i18n.language, everyMs) })}{' '}
      {next === null ? null : next <= now ? t('passesNow') : t('passesIn', { duration: formatCoarse(i18n.language, next - now) })}
    </p>
  )
}

function nextOfMongo({ source, phase, nextPassAt }: Snapshot['mongo']): number | null {
  return phase === 'up' && (source === 'binary' || source === 'embedded') ? nextPassAt : null
}

/** A timer in the shop's process begins to count when the store is opened: with the process, or with a switch to it. */
function openedAt(listeningSince: number | null, lastSwitch: Snapshot['store']['lastSwitch'], kind: string): number | null {
  if (listeningSince === null) return null
  return lastSwitch?.refused === null && lastSwitch.to === kind ? Math.max(listeningSince, lastSwitch.at) : listeningSince
}

function nextOfApp({ sweepEveryMs, openedAt, now }: { readonly sweepEveryMs: number; readonly openedAt: number | null; readonly now: number }): number | null {
  if (openedAt === null || sweepEveryMs <= 0) return null
  return openedAt + Math.ceil(Math.max(1, now - openedAt) / sweepEveryMs) * sweepEveryMs
}
