import { useTranslation } from 'react-i18next'
import type { Problem } from '../../../server/protocol/problem.js'
import type { SideBySide } from '../../../server/protocol/side-by-side.js'
import { useProblemWords, useWhyWords } from '../../i18n/problem-words.js'
import styles from './compare.module.css'
import { RunAgain } from './run-again.js'
import { useSideNames, useStoreLabel } from './words.js'

/** Sides that could not be run, or not to their end, and why. */
export function SideProblems({ run }: { readonly run: SideBySide }) {
  const { t } = useTranslation('compare')
  const words = useSideProblemWords()
  const nameOf = useSideNames(run)
  const refused = run.sides.flatMap(({ problem }, index) => (problem === null ? [] : [{ index, problem }]))
  if (refused.length === 0) return null
  const isOver = run.ended !== null
  return (
    <section className={styles.problems} role="status">
      <ul>
        {refused.map(({ index, problem }) => (
          <li key={index} data-refused={index}>
            <b>{nameOf(index)}</b>: {words(problem)}
          </li>
        ))}
      </ul>
      {isOver ? <p>{t('problem.nothingElse')}</p> : null}
      {isOver ? <RunAgain allowFound={refused.some(({ problem }) => problem.code === 'ask-first')} /> : null}
    </section>
  )
}

/** A side is neither the shop nor its server: it does not come back, and nothing was to be switched. */
function useSideProblemWords(): (problem: Problem) => string {
  const { t } = useTranslation('compare')
  const words = useProblemWords()
  const labelOf = useStoreLabel()
  const whyWords = useWhyWords()
  return (problem) => {
    const { code, params } = problem
    const reason = params.why === undefined ? String(params.reason ?? '') : whyWords({ code: String(params.why), message: String(params.reason), params })
    if (code === 'server-away') return params.state === 'died' ? t('problem.died', { reason }) : t('problem.late')
    return code === 'store-unreachable' ? t('problem.store', { store: labelOf(String(params.store)), reason }) : words(problem)
  }
}
