import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { staysLoggedIn } from '../../../server/protocol/parting.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { SideBySide } from '../../../server/protocol/side-by-side.js'
import styles from './compare.module.css'
import { EndClock } from './end-clock.js'
import { SideStory } from './side-story.js'
import { seconds, useSaid } from './words.js'

/** Each combination, and whether whoever goes on using the shop stays logged in; the story of the one that was chosen stands below. */
export function TableResult({ run, why }: { readonly run: SideBySide; readonly why: (request: RequestRecord) => ReactNode }) {
  const { t, i18n } = useTranslation('compare')
  const said = useSaid(run)
  const [shown, setShown] = useState<number | null>(null)
  const columns = (said[0] ?? []).filter(({ differs }) => differs).map(({ what }) => what)
  const side = shown === null ? undefined : run.sides[shown]
  return (
    <>
      <table className={styles.table}>
        <caption>{t('table.caption')}</caption>
        <tbody>
          {run.sides.map((each, index) => {
            const stays = each.problem === null ? staysLoggedIn(each, run.acts) : null
            const lost = each.answers.find(({ isLoggedIn, act }) => !isLoggedIn && act > 0)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
              <tr key={index} data-cell={index} data-stays={stays === null ? undefined : String(stays)}>
                {columns.map((what) => (
                  <td key={what} translate="no">
                    {(said[index] ?? []).find((each) => each.what === what)?.text}
                  </td>
                ))}
                <th scope="row">
                  <button type="button" aria-expanded={shown === index} onClick={() => setShown(shown === index ? null : index)}>
                    {each.problem !== null
                      ? t('table.problem')
                      : stays === null
                        ? t('table.open')
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
      {side === undefined ? null : (
        <section className={styles.side} data-shown="">
          <h3>{t('table.story')}</h3>
          <SideStory run={run} side={side} differences={[]} parting={null} why={why} />
          <EndClock run={run} side={side} />
        </section>
      )}
    </>
  )
}
