import { useTranslation } from 'react-i18next'
import type { SideBySide } from '../../../server/protocol/side-by-side.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import styles from './compare.module.css'
import { lastOrder } from './last-order.js'
import { useSideNames } from './words.js'

/** Sides that could not be run, or not to their end, and why. */
export function SideProblems({ run }: { readonly run: SideBySide }) {
  const { t } = useTranslation('compare')
  const words = useProblemWords()
  const nameOf = useSideNames(run)
  const { said, sending } = useSending()
  const refused = run.sides.flatMap(({ problem }, index) => (problem === null ? [] : [{ index, problem }]))
  if (refused.length === 0) return null
  const order = lastOrder()
  const canAllow = run.ended !== null && order !== null && refused.some(({ problem }) => problem.code === 'ask-first')
  return (
    <section className={styles.problems} role="status">
      <ul>
        {refused.map(({ index, problem }) => (
          <li key={index} data-refused={index}>
            <b>{nameOf(index)}</b>: {words(problem)}
          </li>
        ))}
      </ul>
      {canAllow ? <Button onClick={() => void sending({ ...order, allowFound: true })}>{t('allow')}</Button> : null}
      {said === null ? null : <p>{said}</p>}
    </section>
  )
}
