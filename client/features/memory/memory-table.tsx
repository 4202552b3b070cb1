import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MemorySample } from '../../../server/protocol/state.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { formatBytes, formatNumber, formatTimeOfDay } from '../../ui/format.js'
import styles from './memory.module.css'
import { useStoreColours } from './store-colours.js'

const ROWS = 12
const STEP_MS = 5_000

/** One sample every five seconds, newest first. */
export function tableSamples(samples: readonly MemorySample[]): readonly MemorySample[] {
  const rows: MemorySample[] = []
  for (const sample of samples.toReversed()) {
    const last = rows.at(-1)
    if (last === undefined || last.at - sample.at >= STEP_MS) rows.push(sample)
    if (rows.length === ROWS) break
  }
  return rows
}

/** The chart in words: what was read, and how the runs ended. */
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
  const samples = useInstance(({ memory }) => memory.samples)
  return (
    <table>
      <caption>{t('table.readings')}</caption>
      <thead>
        <tr>
          {(['when', 'heap', 'rss', 'sessions'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`table.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="num">
        {tableSamples(samples).map((sample) => (
          <tr key={sample.at}>
            <th scope="row">{formatTimeOfDay(i18n.language, sample.at).slice(0, 8)}</th>
            <td>{formatBytes(i18n.language, sample.heapUsedBytes)}</td>
            <td>{formatBytes(i18n.language, sample.rssBytes)}</td>
            <td>{sample.sessionCount === null ? '–' : formatNumber(i18n.language, sample.sessionCount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Runs() {
  const { t, i18n } = useTranslation('memory')
  const finished = useSnapshot((snapshot) => snapshot.crowd.finished)
  const colours = useStoreColours()
  if (finished.length === 0) return null
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
        {finished.map((run) => (
          <tr key={run.id}>
            <th scope="row">{formatNumber(i18n.language, run.usersDone)}</th>
            <td>{colours(run.store).label}</td>
            <td>{run.heapBeforeBytes === null ? '–' : formatBytes(i18n.language, run.heapBeforeBytes)}</td>
            <td>
              {run.outcome === 'server-went-away' ? t('table.died') : run.heapGrowthBytes === null ? '–' : formatBytes(i18n.language, run.heapGrowthBytes)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
