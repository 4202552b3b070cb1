import { useTranslation } from 'react-i18next'
import type { CrowdOrder } from '../../../server/protocol/crowd.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { formatBytes, formatCoarse, formatNumber } from '../../ui/format.js'
import styles from './crowd.module.css'
import { estimateCrowd } from './crowd-estimate.js'

/** "about 15 MB in the server's memory; 7 s at the rate last seen", or the warning that it will overflow. */
export function EstimateWords({ order }: { readonly order: CrowdOrder }) {
  const { t, i18n } = useTranslation('crowd')
  const store = useSnapshot((snapshot) => snapshot.store.available.find(({ kind }) => kind === snapshot.store.active))
  const finished = useSnapshot((snapshot) => snapshot.crowd.finished)
  const heapLimitBytes = useInstance(({ heapLimitBytes }) => heapLimitBytes)
  // The heap after a collection moves rarely: the sentence stays quiet while the live figure dances.
  const heapLiveBytes = useInstance(({ memory }) => memory.latest?.heapLiveBytes ?? null)
  const isGuessOpen = useGuessOpen()
  const savesAll = useInstance(({ options }) => options.saveUninitialized)
  const isRead = useInstance(({ memory }) => memory.latest !== null)
  if (store === undefined) return null
  const memory = isRead ? { heapLiveBytes, heapUsedBytes: 0 } : null
  const estimate = estimateCrowd(order, { store, finished, memory, heapLimitBytes })
  const size = `${t('about')} ${roundBytes(i18n.language, estimate.totalBytes)}`
  const time =
    estimate.durationMs === null ? null : t(`time.${estimate.rateFrom ?? 'run'}`, { time: formatCoarse(i18n.language, Math.max(1_000, estimate.durationMs)) })
  // Who only looks in is not kept, as far as one can know beforehand: that depends on what the shop does with its session.
  if (order.behaviour === 'visit' && !savesAll) return <>{time === null ? t('coming.visit') : `${t('about')} ${time}.`}</>
  // That it dies of it is what a lesson may ask.
  if (estimate.overflows && !isGuessOpen) {
    const room = estimate.room ?? 0
    const rounded = room > 2_000 ? Math.round(room / 1_000) * 1_000 : room
    return <span className={styles.warn}>{t('overflow', { size, count: rounded, number: formatNumber(i18n.language, rounded) })}</span>
  }
  return (
    <>
      {estimate.inHeap ? t('inHeap', { size }) : t('inStore', { size, store: store.label })}
      {time === null ? '' : `; ${time}`}.
    </>
  )
}

/** An estimate has no decimals where it is big: "15 MB", "1.5 MB". */
function roundBytes(language: string, bytes: number): string {
  const MB = 1024 * 1024
  return bytes >= 10 * MB && bytes < 1024 * MB ? `${formatNumber(language, bytes / MB)}\u00a0MB` : formatBytes(language, bytes)
}
