import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SwitchReport as Report } from '../../../server/protocol/stores.js'
import { whatSwitchDid } from '../../state/sayings.js'
import { useIsThen, useLive, useSnapshot } from '../../state/use-dashboard.js'
import { formatDuration, formatNumber } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import { Said } from '../../ui/said.js'
import styles from './switch-report.module.css'

const SHOWN_MS = 6_000

/** The report of the last switch, for a few seconds after it; null before and after. A refusal is news, and stands elsewhere. */
function useFreshReport(): Report | null {
  const report = useLive((snapshot) => snapshot.store.lastSwitch)
  const isSettingUp = useLive((snapshot) => snapshot.lesson?.settingUp === true)
  const [seenAt, setSeenAt] = useState(() => report?.at ?? 0)
  // What a lesson's set-up switches is not the reader's doing.
  if (report && isSettingUp && report.at !== seenAt) setSeenAt(report.at)
  // By its moment: the same report comes anew with every snapshot, which must not prolong it.
  const at = report?.at ?? seenAt
  useEffect(() => {
    if (at === seenAt) return
    const timer = setTimeout(() => setSeenAt(at), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [at, seenAt])
  return report && report.at !== seenAt && !report.refused ? report : null
}

/** How far the switch is, and for a moment after it what it did. It stands where only a title is covered, so nothing moves and all can be read. */
export function SwitchReport() {
  const { t, i18n } = useTranslation('shell')
  const progress = useSnapshot((snapshot) => snapshot.store.switching)
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const fresh = useFreshReport()
  // It is about now: the last one of a moment of the past is no news.
  const report = useIsThen() ? null : fresh
  const label = (kind: string) => available.find((each) => each.kind === kind)?.label ?? kind
  const number = (value: number) => formatNumber(i18n.language, value)
  const { place, width } = useRoomOfTitle(progress !== null || report !== null)
  return (
    <div ref={place} role="status" data-part="switch-report" style={{ maxInlineSize: width }}>
      {progress ? (
        <div className={styles.card}>
          <p>
            {t(`bar.switching.${progress.phase}`, { store: label(progress.to) })}{' '}
            {progress.phase === 'copying' ? (
              <span className="num">
                {progress.total === null
                  ? t('bar.switching.counting', { copied: number(progress.copied) })
                  : t('bar.switching.counted', { copied: number(progress.copied), total: number(progress.total) })}
              </span>
            ) : null}
          </p>
          <Progress value={progress.total ? progress.copied / progress.total : null} label={t('bar.switching.progress')} />
        </div>
      ) : report ? (
        <div className={styles.card}>
          <p>
            <Said sayings={whatSwitchDid(report, { available })} />{' '}
            {report.carryOver
              ? report.longestWaitMs < 1
                ? t('bar.switched.nobodyWaited')
                : t('bar.switched.waited', { duration: formatDuration(i18n.language, report.longestWaitMs) })
              : null}{' '}
            {report.altered > 0 ? t('bar.switched.altered', { count: report.altered, shown: number(report.altered) }) : null}
          </p>
        </div>
      ) : null}
    </div>
  )
}

/** As wide as the title that it covers: the tools beside that take what they need in each language, or a line of their own. `width` in px; undefined: on a phone, where it covers no title. */
function useRoomOfTitle(isShown: boolean) {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState<number>()
  useLayoutEffect(() => {
    if (!isShown) return
    // Of the views that can stand there all but one are hidden, and have no width.
    const titles = place.current?.closest('#pane-requests')?.querySelectorAll('h2') ?? []
    setWidth(Math.max(0, ...[...titles].map((title) => title.getBoundingClientRect().width)) || undefined)
  }, [isShown])
  return { place, width }
}
