import { useTranslation } from 'react-i18next'
import type { CrowdFailureKind, CrowdRun } from '../../../server/protocol/crowd.js'
import { formatBytes, formatDuration, formatNumber } from '../../ui/format.js'
import styles from './crowd.module.css'

/** Less heap than this, up or down, is noise. */
const NOISE_BYTES = 1024 * 1024

/** What a finished run measured: users a second, bytes of a session, growth, and how long users waited. */
export function RunFigures({ run }: { readonly run: CrowdRun }) {
  const { t, i18n } = useTranslation('crowd')
  const lines = [
    [
      t('progress.rate', { rate: formatNumber(i18n.language, Math.round(run.usersPerSecond)) }),
      ...(run.bytesPerSession === null || hasLeftNone(run) ? [] : [t('figures.each', { bytes: formatBytes(i18n.language, run.bytesPerSession) })]),
      ...(run.heapGrowthBytes === null || run.outcome === 'server-went-away'
        ? []
        : [run.heapGrowthBytes < NOISE_BYTES ? t('figures.hardly') : t('figures.growth', { bytes: `+${formatBytes(i18n.language, run.heapGrowthBytes)}` })]),
    ],
    run.latency === null
      ? []
      : [
          t('figures.waits', {
            p50: formatDuration(i18n.language, run.latency.p50Ms),
            p95: formatDuration(i18n.language, run.latency.p95Ms),
            p99: formatDuration(i18n.language, run.latency.p99Ms),
          }),
        ],
  ]
  return (
    <>
      {lines
        .filter((line) => line.length > 0)
        .map((line) => (
          <p key={line[0]} className="num" title={line.length === 1 ? t('figures.waitsWhy') : undefined}>
            {line.join(' · ')}
          </p>
        ))}
    </>
  )
}

/** Did it only visit, and is no session there of it? Then what a session takes is that of others. */
function hasLeftNone({ order, sessionsBefore, sessionsAfter }: CrowdRun): boolean {
  return order.behaviour === 'visit' && sessionsBefore !== null && sessionsAfter !== null && sessionsAfter <= sessionsBefore
}

/** What the shop or a program said, as it said it, stands beside the words for these. */
const HAS_WORDS: ReadonlySet<CrowdFailureKind> = new Set<CrowdFailureKind>(['said-no', 'not-sent', 'simulator-ended'])

/** Why requests failed, most frequent first. */
export function RunErrors({ run }: { readonly run: CrowdRun }) {
  const { t, i18n } = useTranslation('crowd')
  if (run.errors === 0) return null
  return (
    <ul className={`${styles.errors} num`} aria-label={t('errors', { count: run.errors, number: formatNumber(i18n.language, run.errors) })}>
      {run.errorKinds.map(({ kind, reason, count }) => (
        <li key={reason}>
          {formatNumber(i18n.language, count)} × {t(`failure.${kind}`)}
          {HAS_WORDS.has(kind) ? (
            <>
              {' '}
              <q translate="no">{reason}</q>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
