import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparedFigures, ComparedStore, Found, OperationTimes } from '../../../server/protocol/comparison.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Dot } from '../../ui/dot.js'
import { formatBytes, formatDuration } from '../../ui/format.js'
import styles from './catalogue.module.css'

/** Below this, what a session takes in the app is noise of the heap, in bytes. */
const NOISE_BYTES = 256

interface Done {
  readonly store: string
  readonly figures: ComparedFigures
}

/** What came of each store: a row with bars, which are as long as the largest of their column says. The same is text. */
export function ComparedTable({ rows, isWaiting }: { readonly rows: readonly ComparedStore[]; readonly isWaiting: boolean }) {
  const { t } = useTranslation('stores')
  const done: readonly Done[] = rows.flatMap(({ store, figures }) => (figures === null ? [] : [{ store, figures }]))
  if (done.length === 0) return isWaiting ? <p className={styles.facts}>…</p> : null
  const most = (value: (figures: ComparedFigures) => number) => Math.max(...done.map(({ figures }) => value(figures)))
  const largest = {
    ms: most(({ get, set }) => Math.max(get.medianMs, set.medianMs)),
    bytes: most(({ appBytes, outsideBytes }) => Math.max(appBytes, outsideBytes ?? 0)),
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard. */}
      <section className={styles.scroll} tabIndex={0} aria-label={t('compare.caption')}>
        <table className={styles.compared}>
          <caption className="visually-hidden">{t('compare.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('compare.columns.store')}</th>
              {(['get', 'set'] as const).map((name) => (
                <th key={name} scope="col">
                  <code>{t(`compare.columns.${name}`)}</code> <small>{t('compare.median')}</small>
                </th>
              ))}
              {(['app', 'outside'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`compare.columns.${name}`)} <small>{t('compare.each')}</small>
                </th>
              ))}
              <th scope="col">{t('compare.columns.survived')}</th>
              <th scope="col">{t('compare.columns.shared')}</th>
            </tr>
          </thead>
          <tbody>
            {done.map((each) => (
              <Row key={each.store} done={each} largest={largest} />
            ))}
          </tbody>
        </table>
      </section>
      <p className={styles.facts}>{t('compare.note', { sample: done[0]?.figures.survived.asked })}</p>
    </>
  )
}

function Row({ done: { store: kind, figures }, largest }: { readonly done: Done; readonly largest: { readonly ms: number; readonly bytes: number } }) {
  const { t, i18n } = useTranslation('stores')
  const store = useSnapshot((snapshot) => snapshot.store.available.find((each) => each.kind === kind))
  const { get, set, appBytes, outsideBytes, survived, shared } = figures
  const bytes = (value: number | null) =>
    value === null ? t('compare.unknown') : value === 0 ? t('compare.none') : value < NOISE_BYTES ? t('compare.about0') : formatBytes(i18n.language, value)
  return (
    <tr className="hued" style={{ '--hue': store?.hue ?? 0 } as CSSProperties} data-compared={kind}>
      <th scope="row">
        <Dot hue={store?.hue ?? null} /> {store?.label ?? kind}
        {store?.isBadExample ? <small className={styles.failed}>{t('compare.bad')}</small> : null}
      </th>
      <Times times={get} largest={largest.ms} />
      <Times times={set} largest={largest.ms} />
      <Bar share={appBytes < NOISE_BYTES ? 0 : appBytes / largest.bytes} text={bytes(appBytes < NOISE_BYTES && appBytes > 0 ? 1 : appBytes)} />
      <Bar share={(outsideBytes ?? 0) / largest.bytes} text={bytes(outsideBytes)} />
      <FoundCell found={survived} what="survived" losesLastMs={store?.capabilities.losesLastMs} />
      <FoundCell found={shared} what="shared" />
    </tr>
  )
}

function Times({ times: { medianMs, p95Ms }, largest }: { readonly times: OperationTimes; readonly largest: number }) {
  const { t, i18n } = useTranslation('stores')
  const words = (ms: number) => formatDuration(i18n.language, ms)
  return <Bar share={medianMs / largest} text={words(medianMs)} title={t('compare.times', { median: words(medianMs), p95: words(p95Ms) })} />
}

function Bar({ share, text, title }: { readonly share: number; readonly text: string; readonly title?: string }) {
  return (
    <td title={title}>
      <span className="num">{text}</span>
      <i
        aria-hidden
        className={styles.bar}
        data-none={share === 0 ? '' : undefined}
        style={{ '--share': `${Math.round(Math.min(1, share) * 100)}%` } as CSSProperties}
      />
    </td>
  )
}

interface FoundCellProps {
  readonly found: Found
  readonly what: 'survived' | 'shared'
  /** Of a store that writes now and then only: why what had just been written is not there. */
  readonly losesLastMs?: number | undefined
}

function FoundCell({ found: { asked, found }, what, losesLastMs }: FoundCellProps) {
  const { t } = useTranslation('stores')
  const how = found === asked ? 'all' : found === 0 ? 'none' : 'some'
  return (
    <td className={how === 'all' ? styles.sound : styles.failed}>
      <span aria-hidden>{how === 'all' ? '✓ ' : how === 'none' ? '✗ ' : '± '}</span>
      {t(`compare.${what}.${how}`, { found, asked })}
      {how !== 'all' && losesLastMs !== undefined ? (
        <small className={styles.reason}>{t('compare.survived.lastLost', { seconds: losesLastMs / 1_000 })}</small>
      ) : null}
    </td>
  )
}
