import { type CSSProperties, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Doubt, doubtOf } from '../../../server/protocol/doubt.js'
import { differencesOf, partingOf } from '../../../server/protocol/parting.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { SideBySide } from '../../../server/protocol/side-by-side.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Choice } from '../../ui/choice.js'
import { Dot } from '../../ui/dot.js'
import styles from './compare.module.css'
import { EndClock } from './end-clock.js'
import { SideStory } from './side-story.js'
import { reasonOf, seconds, useSaid, useStoreLabel } from './words.js'

interface TwoSidesProps {
  readonly run: SideBySide
  /** What is said in place of where they part, while nothing has been run; left out: it has. */
  readonly lead?: string
  readonly why: (request: RequestRecord) => ReactNode
}

/** Two sides beside each other, row by row, until they part. On a narrow screen, one at a time. */
export function TwoSides({ run, lead, why }: TwoSidesProps) {
  const { t, i18n } = useTranslation('compare')
  const said = useSaid(run)
  const labelOf = useStoreLabel()
  const available = useSnapshot(({ store }) => store.available)
  const [shown, setShown] = useState(0)
  const [left, right] = run.sides
  if (left === undefined || right === undefined) return null
  const differences = differencesOf(left, right)
  const parting = partingOf(left, right)
  const inward = differences.filter(({ difference }) => difference === 'inward').length
  const isDone = run.sides.every(({ problem, answers }) => problem === null && answers.length === run.acts.length)
  const doubts = run.sides.map((side) => doubtOf(side, run.acts, run.pace))
  const doubt = firstOf(doubts, parting)
  const hasCompared = differences.length > 0
  return (
    <>
      {lead !== undefined ? (
        <p className={styles.lead}>{lead}</p>
      ) : (
        <p className={styles.verdict} role="status" data-parting={doubt !== null ? 'doubt' : (parting ?? (isDone ? 'none' : 'open'))}>
          {doubt !== null
            ? t(`verdict.${reasonOf(doubt).how}`, {
                number: reasonOf(doubt).act + 1,
                side: t(doubts[0] === doubt ? 'left' : 'right'),
                time: seconds(i18n.language, reasonOf(doubt).ms),
              })
            : parting !== null
              ? t('verdict.part', { number: parting + 1, total: run.acts.length })
              : !isDone
                ? t(run.ended === null ? 'verdict.open' : hasCompared ? 'verdict.brokenOff' : 'verdict.nothing')
                : inward > 0
                  ? t('verdict.inward', { count: inward })
                  : t('verdict.alike')}
        </p>
      )}
      <fieldset className={styles.which}>
        <legend className="visually-hidden">{t('which')}</legend>
        {run.sides.map((_, index) => (
          <Choice
            // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
            key={index}
            look="segment"
            name="compare-side"
            checked={shown === index}
            onChange={() => setShown(index)}
          >
            {t(index === 0 ? 'left' : 'right')}
          </Choice>
        ))}
      </fieldset>
      <div className={styles.sides} style={{ '--acts': run.acts.length, '--rows': run.acts.length + 3 } as CSSProperties}>
        {run.sides.map((side, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
          <section key={index} className={styles.side} data-side={index} data-shown={shown === index ? '' : undefined}>
            <h3>
              <span>{t(index === 0 ? 'left' : 'right')}</span> <Dot hue={available.find(({ kind }) => kind === side.configuration.store)?.hue ?? null} />{' '}
              {labelOf(side.configuration.store)} <small>{t('server', { name: 'AB'[index] })}</small>
            </h3>
            <ul className={styles.chips} translate="no">
              {(said[index] ?? []).map(({ what, text, differs }) => (
                <li key={what} data-differs={differs ? '' : undefined}>
                  {text}
                </li>
              ))}
            </ul>
            <SideStory run={run} side={side} differences={differences} parting={doubt === null ? parting : null} doubt={doubts[index] ?? null} why={why} />
            <EndClock run={run} side={side} />
          </section>
        ))}
      </div>
    </>
  )
}

/** The first that is in doubt, unless they have parted before. */
function firstOf(doubts: readonly (Doubt | null)[], parting: number | null): Doubt | null {
  const [first] = doubts.filter((doubt) => doubt !== null).sort((a, b) => a.act - b.act)
  return first === undefined || (parting !== null && parting < first.act) ? null : first
}
