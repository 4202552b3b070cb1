import { useTranslation } from 'react-i18next'
import { useGuessOpen } from '../../state/open-guess.js'
import { GUTTER_PX, PADDING_PX } from '../../ui/chart.js'
import { formatNumber } from '../../ui/format.js'
import type { LimitPlace } from './chart-axis.js'
import { MB } from './megabyte.js'
import styles from './memory.module.css'

/** V8 ends a process a little below its limit: the last tenth is gaps between objects, and room for what is asked for next. */
const ENDS_FROM = 0.9

/** The heap limit of the process: the band in which it ends, once that is near, and otherwise a word at the upper edge. */
export function LimitWords({ place, limitBytes, topMb }: { readonly place: LimitPlace; readonly limitBytes: number; readonly topMb: number }) {
  const { t, i18n } = useTranslation('memory')
  const isGuessOpen = useGuessOpen()
  if (place === 'none') return null
  const limitMb = limitBytes / MB
  const limit = formatNumber(i18n.language, limitMb)
  if (place === 'edge') return <span className={`${styles.limitEdge} num`}>{t('chart.limitAbove', { limit })}</span>
  const share = (mb: number) => `calc(${PADDING_PX}px + ${1 - mb / topMb} * (100% - ${2 * PADDING_PX}px))`
  return (
    <div
      className={styles.limitBand}
      style={{ insetInlineStart: GUTTER_PX, top: share(limitMb), height: `calc(${(limitMb * (1 - ENDS_FROM)) / topMb} * (100% - ${2 * PADDING_PX}px))` }}
    >
      <span className={`${styles.limitWord} num`}>{t(isGuessOpen ? 'chart.limitAlone' : 'chart.limit', { limit })}</span>
    </div>
  )
}
