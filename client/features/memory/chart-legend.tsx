import { useTranslation } from 'react-i18next'
import type { CrowdRun } from '../../../server/protocol/state.js'
import { Dot } from '../../ui/dot.js'
import { formatBytes, formatNumber } from '../../ui/format.js'
import type { ChartView } from './chart-data.js'
import styles from './memory.module.css'
import { type RunLegend, runLegend } from './run-legend.js'
import { useStoreColours } from './store-colours.js'

/** Which line is which, and what came of it. */
export function ChartLegend({ view, runs, stores }: { readonly view: ChartView; readonly runs: readonly CrowdRun[]; readonly stores: readonly string[] }) {
  const { t } = useTranslation('memory')
  const colours = useStoreColours()
  if (view === 'live') {
    return (
      <ul className={styles.legend}>
        {stores.map((kind) => (
          <li key={kind}>
            <Dot hue={colours(kind).hue} />
            {t('legend.live', { store: colours(kind).label })}
          </li>
        ))}
      </ul>
    )
  }
  return (
    <ul className={styles.legend}>
      {runLegend(runs).map((each) => (
        <li key={each.run.id}>
          <Dot hue={colours(each.run.store).hue} />
          <RunWords legend={each} store={colours(each.run.store).label} />
        </li>
      ))}
    </ul>
  )
}

function RunWords({ legend: { run, relation, end }, store }: { readonly legend: RunLegend; readonly store: string }) {
  const { t, i18n } = useTranslation('memory')
  const users = formatNumber(i18n.language, run.order.users)
  return (
    <>
      {t(`legend.${relation}`, { store, count: run.order.users, number: users, items: run.order.cartItems })}{' '}
      {end === null ? null : (
        <b className="num">
          {end.kind === 'died'
            ? t('legend.died', { size: formatBytes(i18n.language, end.bytes) })
            : signed(formatBytes(i18n.language, Math.abs(end.bytes)), end.bytes)}
        </b>
      )}
    </>
  )
}

const signed = (text: string, value: number): string => `${value < 0 ? '−' : '+'}${text}`
