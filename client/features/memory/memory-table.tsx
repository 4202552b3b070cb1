import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MemoryReading } from '../../../server/protocol/instance-state.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { formatBytes, formatNumber, formatTimeOfDay } from '../../ui/format.js'
import { recent } from './live-chart.js'
import styles from './memory.module.css'
import { useRunEndWords } from './run-end-words.js'
import { useStoreColours } from './store-colours.js'
import { useReadings, useScope } from './use-readings.js'

const ROWS = 12
const STEP_MS = 5_000

/** One reading every five seconds, newest first. */
export function tableReadings(readings: readonly MemoryReading[]): readonly MemoryReading[] {
  const rows: MemoryReading[] = []
  for (const reading of readings.toReversed()) {
    const last = rows.at(-1)
    if (last === undefined || last.at - reading.at >= STEP_MS) rows.push(reading)
    if (rows.length === ROWS) break
  }
  return rows
}

/** The charts in words: what was read, and how the runs ended. */
export function MemoryTable() {
  const { t } = useTranslation('memory')
  const [open, setOpen] = useState(false)
  return (
    <details className={styles.asTable} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('table.title')}</summary>
      {open ? (
        <>
          <Readings />
          <Runs />
        </>
      ) : null}
    </details>
  )
}

function Readings() {
  const { t, i18n } = useTranslation('memory')
  const { since } = useScope()
  const readings = useReadings()
  const rows = useMemo(() => tableReadings(recent(readings, since)), [readings, since])
  const size = (bytes: number | null) => (bytes === null ? '–' : formatBytes(i18n.language, bytes))
  const hasDatabase = rows.some(({ databaseBytes }) => databaseBytes !== null)
  const columns = ['when', 'heap', 'live', 'sessions', 'held', ...(hasDatabase ? (['database'] as const) : [])] as const
  return (
    <table>
      <caption>{t('table.readings')}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {t(`table.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="num">
        {rows.map(({ at, heapUsedBytes, heapLiveBytes, sessionCount, bytesPerSession, databaseBytes }) => (
          <tr key={at}>
            <th scope="row">{formatTimeOfDay(i18n.language, at).slice(0, 8)}</th>
            <td>{size(heapUsedBytes)}</td>
            <td>{size(heapLiveBytes)}</td>
            <td>{sessionCount === null ? '–' : formatNumber(i18n.language, sessionCount)}</td>
            <td>{size(sessionCount === null ? null : sessionCount * (bytesPerSession ?? 0))}</td>
            {hasDatabase ? <td>{size(databaseBytes)}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Runs() {
  const { t, i18n } = useTranslation('memory')
  const finished = useSnapshot((snapshot) => snapshot.crowd.finished)
  const { lesson, since } = useScope()
  const colours = useStoreColours()
  const words = useRunEndWords()
  const runs = finished.filter((run) => run.lesson === lesson && run.startedAt >= since)
  if (runs.length === 0) return null
  return (
    <table>
      <caption>{t('table.runs')}</caption>
      <thead>
        <tr>
          {(['users', 'store', 'start', 'growth'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`table.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="num">
        {runs.map((run) => (
          <tr key={run.id}>
            <th scope="row">{formatNumber(i18n.language, run.usersDone)}</th>
            <td>{colours(run.store).label}</td>
            <td>{run.heapBeforeBytes === null ? '–' : formatBytes(i18n.language, run.heapBeforeBytes)}</td>
            <td>{words(run)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
