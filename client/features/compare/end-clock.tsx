import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { Side, SideBySide } from '../../../server/protocol/side-by-side.js'
import styles from './compare.module.css'
import { seconds } from './words.js'

/** When the cookie and what is stored end, in ms since the beginning, as of the last act; null: nothing is known to. */
function endsOf({ answers }: Side): { readonly cookie: number | null; readonly stored: number | null } {
  const at = (left: 'none' | null | number, atMs: number) => (typeof left === 'number' ? atMs + left : null)
  const last = answers.at(-1)
  const expired = answers.find(({ expiredAgoMs }) => expiredAgoMs !== undefined)
  const hasEnded = expired?.expiredAgoMs === undefined ? null : expired.atMs - expired.expiredAgoMs
  // A cookie that ended is no longer there to be asked: it did when it was last said to.
  const held = answers.findLast(({ cookieLeft }) => typeof cookieLeft === 'number')
  return {
    cookie: held === undefined ? null : at(held.cookieLeft, held.atMs),
    stored: (last === undefined ? null : at(last.storedLeft, last.atMs)) ?? hasEnded,
  }
}

/** Two bars on one scale for all sides: where the cookie ends, and where the stored session does. */
export function EndClock({ run, side }: { readonly run: SideBySide; readonly side: Side }) {
  const { t, i18n } = useTranslation('compare')
  const ends = endsOf(side)
  const all = run.sides.flatMap((each) => Object.values(endsOf(each))).filter((ms) => ms !== null)
  const now = Math.max(0, ...run.sides.flatMap(({ answers }) => answers.map(({ atMs }) => atMs)))
  if (ends.cookie === null && ends.stored === null) return null
  const scale = Math.max(now, ...all)
  return (
    <dl className={styles.clock}>
      {(['cookie', 'stored'] as const).map((which) => {
        const ms = ends[which]
        if (ms === null) return null
        const isOver = ms < now
        return (
          <div key={which} data-over={isOver ? '' : undefined}>
            <dt>{t(`clock.${which}`)}</dt>
            <dd>
              <i aria-hidden style={{ '--share': `${Math.round((ms / scale) * 100)}%` } as CSSProperties} />
              <span className="num">{t(isOver ? 'clock.ended' : 'clock.ends', { time: seconds(i18n.language, ms) })}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
