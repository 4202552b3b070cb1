import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Doubt } from '../../../server/protocol/doubt.js'
import type { Difference } from '../../../server/protocol/parting.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { Side, SideAnswer, SideBySide } from '../../../server/protocol/side-by-side.js'
import { MarkedText } from '../../ui/marked-text.js'
import { recordOfAnswer } from './answer-record.js'
import styles from './compare.module.css'
import { reasonOf, seconds } from './words.js'

interface StoryProps {
  readonly run: SideBySide
  readonly side: Side
  readonly differences: readonly { readonly act: number; readonly difference: Difference }[]
  /** The act at which they part; null: none. */
  readonly parting: number | null
  /** What hung on the machine here; null: nothing. */
  readonly doubt: Doubt | null
  readonly why: (request: RequestRecord) => ReactNode
}

/** What came of the acts on one side, each with its reasons. Rows that have not come yet are there, so that nothing moves. */
export function SideStory({ run, side, differences, parting, doubt, why }: StoryProps) {
  return (
    <ol className={styles.acts}>
      {run.acts.map((act, index) => {
        const answer = side.answers.find((each) => each.act === index)
        const isApart = parting === index
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: an act is its place
            key={index}
            data-part={isApart ? 'here' : undefined}
            data-difference={parting === null || index < parting ? (differences.find((each) => each.act === index)?.difference ?? undefined) : undefined}
          >
            <Row
              run={run}
              side={side}
              answer={answer}
              act={`${act.method} ${act.path}`}
              browser={run.browsers[act.browser]}
              isApart={isApart}
              doubt={doubt}
              why={why}
            />
          </li>
        )
      })}
    </ol>
  )
}

interface RowProps extends Pick<StoryProps, 'run' | 'side' | 'doubt' | 'why'> {
  readonly answer: SideAnswer | undefined
  /** Method and path. */
  readonly act: string
  readonly browser: string | undefined
  readonly isApart: boolean
}

function Row({ run, side, answer, act, browser, isApart, doubt, why }: RowProps) {
  const { t, i18n } = useTranslation('compare')
  const hasSeveral = run.browsers.length > 1
  const place = run.acts.findIndex((_, index) => index === answer?.act)
  return (
    <>
      <span className="num">{answer === undefined ? '' : seconds(i18n.language, answer.atMs)}</span>
      <b translate="no">
        {act}
        {hasSeveral ? <small> {browser}</small> : null}
      </b>
      {answer === undefined ? (
        <span className={styles.came}>{run.ended === null ? '…' : '–'}</span>
      ) : (
        <>
          <span className={`${styles.came} num`} data-tone={isApart ? (answer.isLoggedIn ? 'ok' : 'bad') : undefined}>
            <Came answer={answer} />
          </span>
          <p>
            {why(recordOfAnswer(side, answer, run.acts[place]))} <Left answer={answer} />
            <Doubtful answer={answer} doubt={doubt} />
            {isApart ? (
              <>
                {' '}
                <b className={styles.here}>{t('hereTheyPart')}</b>
              </>
            ) : null}
          </p>
        </>
      )}
    </>
  )
}

/** Status, where it leads or whom it greets, and whether the cookie came. */
function Came({ answer: { status, location, greeting, cookie } }: { readonly answer: SideAnswer }) {
  const { t } = useTranslation('compare')
  const parts = [
    status === null ? t('cutOff') : String(status),
    ...(location === undefined ? [] : [`→ ${location}`]),
    ...(greeting === '' ? [] : [greeting]),
  ].join(' · ')
  if (cookie === null) return parts
  return (
    <>
      {parts} · <span className={styles.unbroken}>{t(`cookie.${cookie}`)}</span>
    </>
  )
}

/** When what is stored ends, or had ended. */
function Left({ answer: { storedLeft, expiredAgoMs } }: { readonly answer: SideAnswer }) {
  const { t, i18n } = useTranslation('compare')
  if (expiredAgoMs !== undefined) return <MarkedText text={t('expiredAgo', { time: seconds(i18n.language, expiredAgoMs) })} />
  if (storedLeft === 'none' || storedLeft === null) return null
  return storedLeft > 0 ? t('endsIn', { time: seconds(i18n.language, storedLeft) }) : t('endedAgo', { time: seconds(i18n.language, -storedLeft) })
}

/** That it came too late to be certain, or that nothing was told of it or of what it left. */
function Doubtful({ answer: { act, untold }, doubt }: Pick<RowProps, 'doubt'> & { readonly answer: SideAnswer }) {
  const { t, i18n } = useTranslation('compare')
  if (doubt === null) return null
  const reason = reasonOf(doubt)
  if (act !== reason.act) return null
  return (
    <>
      {' '}
      <b className={styles.here} data-doubt="">
        {untold || reason.how === 'untold' ? t('untold') : reason.how === 'unread' ? t('unread') : t('cameLate', { time: seconds(i18n.language, reason.ms) })}
      </b>
    </>
  )
}
