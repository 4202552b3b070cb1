import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MemoryReading } from '../../../server/protocol/instance-state.js'
import { useDashboard, useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { Chart, type ChartSeries } from '../../ui/chart.js'
import { formatBytes, formatDuration, formatTimeOfDay } from '../../ui/format.js'
import { ticksOf } from './chart-words.js'
import { LimitWords } from './limit-words.js'
import { type ChartModel, databaseChart, heapChart, LIVE_SECONDS, recent, type Series } from './live-chart.js'
import { MB } from './megabyte.js'
import styles from './memory.module.css'
import { useStoreColours } from './store-colours.js'
import { useReadings } from './use-readings.js'

/** The last minute: the heap of the process and, while a database holds the sessions, the database beside it. */
export function LiveCharts({ since }: { readonly since: number }) {
  const all = useReadings()
  const readings = useMemo(() => recent(all, since), [all, since])
  const store = useSnapshot((snapshot) => snapshot.store.active)
  const resource = useSnapshot(({ store: { available, active } }) => available.find(({ kind }) => kind === active)?.resource ?? 'heap')
  const hasDatabase = resource !== 'heap' && resource !== 'folder'
  return (
    <div className={`${styles.charts} ${hasDatabase ? styles.two : ''}`}>
      <HeapChart readings={readings} isLast={!hasDatabase} />
      {hasDatabase ? <DatabaseChart readings={readings} store={store} /> : null}
    </div>
  )
}

/** @param isLast the times stand under it: the same for all charts, they are written once */
function HeapChart({ readings, isLast }: { readonly readings: readonly MemoryReading[]; readonly isLast: boolean }) {
  const { t } = useTranslation('memory')
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const death = useInstance(({ lastDeath }) => lastDeath)
  const limitBytes = useInstance(({ heapLimitBytes }) => heapLimitBytes)
  const model = useMemo(() => {
    const inHeap = (store: string) => available.find(({ kind }) => kind === store)?.capabilities.inHeap === true
    return heapChart(readings, inHeap, death?.boot ?? null)
  }, [readings, available, death])
  return (
    <figure aria-label={t('chart.live')}>
      <div className={styles.plot}>
        <TimeChart model={model} />
        <LimitWords place={model.limit} limitBytes={limitBytes} topMb={model.axis.topMb} />
      </div>
      {isLast ? <Times /> : null}
      <Legend model={model} />
    </figure>
  )
}

function DatabaseChart({ readings, store }: { readonly readings: readonly MemoryReading[]; readonly store: string }) {
  const { t } = useTranslation('memory')
  const colours = useStoreColours()
  const model = useMemo(() => databaseChart(readings, store), [readings, store])
  const { label } = colours(store)
  const isRead = model.series.some(({ role }) => role === 'database')
  return (
    <figure aria-label={t('chart.database', { store: label })}>
      <figcaption className={styles.caption}>{t(isRead ? 'chart.beside' : 'chart.elsewhere', { store: label })}</figcaption>
      <div className={styles.plot}>
        <TimeChart model={model} />
      </div>
      <Times />
      <Legend model={model} />
    </figure>
  )
}

/** Drawn again when there is something else to draw, and not when a word beside it has changed. */
const TimeChart = memo(function TimeChart({ model: { x, series, axis } }: { readonly model: ChartModel }) {
  const { i18n } = useTranslation()
  const colours = useStoreColours()
  const end = x.at(-1) ?? 0
  return (
    <Chart
      x={x}
      columns={series.map(({ mb, bandFrom }) => bandFrom ?? mb)}
      series={series.map((each) => styleOf(each, (store) => colours(store).colour))}
      xRange={[end - LIVE_SECONDS, end]}
      yRange={[axis.bottomMb, axis.topMb]}
      yTicks={ticksOf(axis, i18n.language)}
      spanGaps={false}
    />
  )
})

function styleOf({ role, store, bandFrom }: Series, colourOf: (store: string) => string): ChartSeries {
  const key = `${role} ${store ?? ''}`
  switch (role) {
    case 'sessions':
      return { key, shape: bandFrom === undefined ? 'area' : 'band', colour: colourOf(store ?? ''), widthPx: 1.5 }
    case 'heap':
      return { key, shape: 'line', colour: 'color-mix(in oklab, var(--soft) 65%, transparent)', widthPx: 1 }
    case 'database':
      return { key, shape: 'line', colour: 'var(--ink)', widthPx: 1.5 }
    case 'live':
      return { key, shape: 'steps', colour: 'var(--ink)', widthPx: 1.5 }
    case 'limit':
      return { key, shape: 'line', colour: 'var(--bad)', widthPx: 1, dash: [3, 4] }
    case 'end':
      return { key, shape: 'marks', colour: 'var(--bad)', widthPx: 2 }
  }
}

/** What each line is, and where it is now. */
function Legend({ model: { series } }: { readonly model: ChartModel }) {
  const { t, i18n } = useTranslation('memory')
  const colours = useStoreColours()
  const active = useSnapshot((snapshot) => snapshot.store.active)
  const shown = series.filter(({ role }) => role !== 'limit' && role !== 'end')
  return (
    <ul className={styles.legend}>
      {shown.map(({ role, store, mb }) => {
        const isOther = role === 'sessions' && store !== active
        const isGone = isOther && !mb.at(-1)
        const now = mb.findLast((value) => value !== null) ?? null
        const label = store === null ? '' : colours(store).label
        const name = role === 'limit' || role === 'end' ? '' : t(`legend.${isGone ? 'before' : isOther ? 'waiting' : role}`, { store: label })
        return (
          <li key={`${role} ${store ?? ''}`}>
            <i aria-hidden className={styles[role]} style={role === 'sessions' ? { color: colours(store ?? '').colour } : undefined} />
            {name} {isGone ? null : <b className="num">{now === null ? '–' : formatBytes(i18n.language, now * MB)}</b>}
          </li>
        )
      })}
    </ul>
  )
}

function Times() {
  const { t, i18n } = useTranslation('memory')
  const then = useDashboard(({ moment }) => moment?.at ?? null)
  return (
    <p className={styles.time}>
      <span className="num">{t('chart.ago', { span: formatDuration(i18n.language, LIVE_SECONDS * 1_000) })}</span>
      <span className="num">{then === null ? t('chart.now') : formatTimeOfDay(i18n.language, then).slice(0, 8)}</span>
    </p>
  )
}
