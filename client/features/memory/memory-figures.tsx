import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { useInstance, useInstanceOtherwise, useIsThen, useOtherwise, useSnapshot } from '../../state/use-dashboard.js'
import { OtherwiseMark } from '../../ui/change-mark.js'
import { formatBytes, formatNumber } from '../../ui/format.js'
import { MB } from './megabyte.js'
import styles from './memory.module.css'
import { useReadings } from './use-readings.js'

/** The two big figures: heap used of what is allowed, and how many sessions there are. */
export function MemoryFigures() {
  return (
    <div className={styles.measured} data-control="memory-figures">
      <div className={styles.big}>
        <HeapUsed />
        <Sessions />
      </div>
    </div>
  )
}

function HeapUsed() {
  const { t, i18n } = useTranslation('memory')
  const latest = useReadings().at(-1)
  const phase = useInstance((instance) => instance.phase)
  const limitBytes = useInstance(({ heapLimitBytes }) => heapLimitBytes)
  const isAway = phase !== 'running'
  const isThen = useIsThen()
  const otherLimit = useInstanceOtherwise(({ heapLimitBytes }) => heapLimitBytes)
  const number = (value: number, digits = 0) => formatNumber(i18n.language, value, digits)
  return (
    <div>
      <p className={`${styles.figure} ${isAway ? styles.wraps : ''}`}>
        <b className={`num ${phase === 'died' ? styles.bad : ''}`}>{latest === undefined ? '–' : number(latest.heapUsedBytes / MB, 1)}</b>{' '}
        <span>{latest === undefined && isThen ? t('notRecorded') : latest !== undefined && isAway ? t('heap.lastReading') : t('heap.used')}</span>
      </p>
      <small className="num">
        {t('heap.allowed', { limit: number(limitBytes / MB) })}{' '}
        {otherLimit === null ? null : <OtherwiseMark value={`${number(otherLimit.value / MB)} MB`} when={otherLimit.when} />}
      </small>
    </div>
  )
}

function Sessions() {
  const { t, i18n } = useTranslation('memory')
  const store = useSnapshot(
    useShallow(({ store: { active, available, sessionCount, bytesPerSession } }) => ({ active, available, sessionCount, bytesPerSession })),
  )
  const phase = useInstance((instance) => instance.phase)
  const sessionsLost = useInstance(({ lastDeath }) => lastDeath?.sessionsLost ?? 0)
  // Of a store to which the shop came, or that a lesson begins with, it is the beginning.
  const hadSome = useSnapshot(({ store: { active, emptiness } }) => !['switch', 'lesson', undefined].includes(emptiness[active]?.cause))
  const description = store.available.find(({ kind }) => kind === store.active)
  const inHeap = description?.capabilities.inHeap === true
  const lost = description?.capabilities.survivesRestart === false && phase !== 'running' ? sessionsLost : 0
  const count = lost > 0 ? 0 : store.sessionCount
  const isThen = useIsThen()
  const otherCount = useOtherwise((snapshot) => snapshot.store.sessionCount)
  // Numbers of two stores say nothing of each other.
  const isOtherStore = useOtherwise((snapshot) => snapshot.store.active) !== null
  return (
    <div>
      <p className={`${styles.figure} ${styles.wraps}`}>
        <b className="num">{count === null ? '–' : formatNumber(i18n.language, count)}</b> <span>{t('sessions.word', { count: count ?? 0 })}</span>
      </p>
      <small className="num">
        {note()}{' '}
        {otherCount === null || isOtherStore ? null : (
          <OtherwiseMark value={otherCount.value === null ? t('notRecorded') : formatNumber(i18n.language, otherCount.value)} when={otherCount.when} />
        )}
      </small>
    </div>
  )

  function note(): string {
    if (lost > 0) return t('sessions.lost', { count: lost, number: formatNumber(i18n.language, lost) })
    if (count === null) return t(isThen ? 'notRecorded' : 'sessions.unknown')
    if (count === 0) return t(hadSome ? 'sessions.noneLeft' : 'sessions.none')
    if (store.bytesPerSession === null) return inHeap ? t('sessions.here') : t('sessions.there', { store: description?.label ?? store.active })
    const bytes = formatBytes(i18n.language, store.bytesPerSession)
    return inHeap ? t('sessions.eachHere', { bytes }) : t('sessions.eachThere', { bytes, store: description?.label ?? store.active })
  }
}
