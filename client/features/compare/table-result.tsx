import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { doubtOf } from '../../../server/protocol/doubt.js'
import { staysLoggedIn } from '../../../server/protocol/parting.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { SideBySide } from '../../../server/protocol/side-by-side.js'
import styles from './compare.module.css'
import { EndClock } from './end-clock.js'
import { RunAgain } from './run-again.js'
import { SideStory } from './side-story.js'
import { reasonOf, seconds, useSaid, useSideNames } from './words.js'

/** Each combination, and whether whoever goes on using the shop stays logged in; the story of the one that was chosen stands below. */
export function TableResult({ run, why }: { readonly run: SideBySide; readonly why: (request: RequestRecord) => ReactNode }) {
  const { t, i18n } = useTranslation('compare')
  const said = useSaid(run)
  const nameOf = useSideNames(run)
  const [shown, setShown] = useState<number | null>(null)
  const columns = (said[0] ?? []).filter(({ differs }) => differs).map(({ what }) => what)
  const side = shown === null ? undefined : run.sides[shown]
  const doubts = run.sides.map((each) => doubtOf(each, run.acts, run.pace))
  const inDoubt = doubts.filter((doubt) => doubt !== null).length
  return (
    <>
      <table className={styles.table}>
        <caption>{t('table.caption')}</caption>
        <tbody>
          {run.sides.map((each, index) => {
            const doubt = doubts[index] ?? null
            const stays = each.problem === null && doubt === null ? staysLoggedIn(each, run.acts) : null
            const lost = each.answers.find(({ isLoggedIn, act }) => !isLoggedIn && act > 0)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
              <tr key={index} data-cell={index} data-stays={stays === null ? undefined : String(stays)} data-doubt={doubt === null ? undefined : ''}>
                {columns.map((what) => (
                  <td key={what} translate="no">
                    {(said[index] ?? []).find((each) => each.what === what)?.text}
                  </td>
                ))}
                <th scope="row">
                  <button type="button" aria-expanded={shown === index} onClick={() => setShown(shown === index ? null : index)}>
                    {each.problem !== null
                      ? t('table.problem')
                      : doubt !== null
                        ? `? ${t(`table.${reasonOf(doubt).how}`, { number: reasonOf(doubt).act + 1, time: seconds(i18n.language, reasonOf(doubt).ms) })}`
                        : stays === null
                          ? t(run.ended !== null ? 'table.stopped' : 'table.open')
                          : stays
                            ? `✓ ${t('table.stays')}`
                            : `✗ ${t('table.lost', { time: lost === undefined ? '' : seconds(i18n.language, lost.atMs) })}`}
                  </button>
                </th>
              </tr>
            )
          })}
        </tbody>
      </table>
      {inDoubt === 0 || run.ended === null ? null : (
        <p className={styles.note}>
          {t('table.doubts', { count: inDoubt })} <RunAgain />
        </p>
      )}
      {side === undefined ? null : (
        <section className={styles.side} data-shown="">
          <h3>
            {t('table.story')} <code translate="no">{nameOf(shown ?? 0)}</code>
          </h3>
          <SideStory run={run} side={side} differences={[]} parting={null} doubt={doubts[shown ?? 0] ?? null} why={why} />
          <EndClock run={run} side={side} />
        </section>
      )}
    </>
  )
}
