import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../../server/protocol/problem.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useHasTwoServers, useInstance } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatBytes, formatDuration, formatShare } from '../../ui/format.js'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './memory.module.css'
import { MemoryTable } from './memory-table.js'
import { useStoreColours } from './store-colours.js'
import { useReadings } from './use-readings.js'

const loadSecondServer = async () => {
  const [{ SecondServer }] = await Promise.all([import('./second-server.js'), loadLaterTexts('servers')])
  return { default: SecondServer }
}

/** The quiet figures, a collection on demand, and the chart as a table. */
export function MemoryDetailsInside() {
  const { t } = useTranslation('memory')
  const isTwo = useHasTwoServers()
  return (
    <>
      <Collect />
      {isTwo ? null : <LazyPart load={loadSecondServer} meanwhile={null} />}
      <Figures />
      <p className={styles.rest}>{t('details.rest')}</p>
      <MemoryTable />
    </>
  )
}

function Figures() {
  const { t, i18n } = useTranslation('memory')
  const latest = useReadings().at(-1)
  const colours = useStoreColours()
  const databaseBytes = latest?.databaseBytes ?? null
  const size = (bytes: number | null | undefined) => (bytes === null || bytes === undefined ? '–' : formatBytes(i18n.language, bytes))
  const figures = [
    { name: 'live', value: size(latest?.heapLiveBytes) },
    { name: 'rss', value: size(latest?.rssBytes) },
    ...(databaseBytes === null ? [] : [{ name: 'database' as const, value: size(databaseBytes) }]),
    { name: 'gc', value: latest === undefined ? '–' : formatShare(i18n.language, latest.gcShare) },
    { name: 'delay', value: latest === undefined ? '–' : formatDuration(i18n.language, latest.eventLoopDelayMs) },
  ] as const
  return (
    <dl>
      {figures.map(({ name, value }) => (
        <div key={name}>
          <dt>{t(`details.${name}.name`, { store: colours(latest?.store ?? '').label })}</dt>
          <dd className="num">{value}</dd>
          <dd className={styles.why}>{t(`details.${name}.why`)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** "Collect garbage now", and what that freed. */
function Collect() {
  const { t, i18n } = useTranslation('memory')
  const isAway = useInstance(({ phase }) => phase !== 'running')
  const heapUsedBytes = useReadings().at(-1)?.heapUsedBytes ?? 0
  const words = useProblemWords()
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<{ readonly before: number; readonly after: number } | Problem | null>(null)
  const collect = async () => {
    const before = heapUsedBytes
    setBusy(true)
    const result = await send({ type: 'server:collect' })
    setBusy(false)
    setOutcome(result.ok ? { before, after: result.value.heapUsedBytes } : result.problem)
  }
  return (
    <div className={styles.collect}>
      <Button disabled={busy || isAway} onClick={() => void collect()}>
        {t('collect.button')}
      </Button>
      <output className="num">{outcome === null ? t('collect.why') : 'code' in outcome ? words(outcome) : freed(outcome.before, outcome.after)}</output>
    </div>
  )

  function freed(before: number, after: number): string {
    const size = (bytes: number) => formatBytes(i18n.language, bytes)
    return before - after < 100 * 1024
      ? t('collect.nothing', { after: size(after) })
      : t('collect.freed', { freed: size(before - after), before: size(before), after: size(after) })
  }
}
