import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandType } from '../../../server/protocol/commands.js'
import type { OpenLesson } from '../../../server/protocol/lessons.js'
import type { Problem } from '../../../server/protocol/problem.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'
import styles from './lesson-step.module.css'

/** Commands that have words of their own while a solution is shown; the rest share some. */
const WORDED = [
  'browser:visit',
  'browser:log-in',
  'browser:add-to-cart',
  'browser:log-out',
  'browser:forget-cookies',
  'browser:edit-cookie',
  'browser:create',
  'browser:remove',
  'crowd:start',
  'crowd:cancel',
  'store:switch',
  'store:clear',
  'server:restart',
  'server:kill',
  'server:configure',
  'server:shop',
  'server:collect',
] as const
type Worded = (typeof WORDED)[number]
type KeyOf<T extends string> = T extends `${infer Domain}:${infer Act}` ? `${Domain}-${Act}` : never

function keyOf(command: CommandType): KeyOf<Worded> | 'other' {
  const worded = WORDED.find((each) => each === command)
  return worded ? (worded.replace(':', '-') as KeyOf<Worded>) : 'other'
}

/** Starts replaying the step's solution. Being stopped is no problem. */
export function useShowMe(): { readonly showMe: () => Promise<void>; readonly problem: Problem | null } {
  const [problem, setProblem] = useState<Problem | null>(null)
  return {
    problem,
    showMe: async () => {
      setProblem(null)
      const result = await send({ type: 'lesson:show-me' })
      if (!result.ok && result.problem.code !== 'busy') setProblem(result.problem)
    },
  }
}

/** What is being replayed just now, and a way to stop it. */
export function Showing({ showing, verdict }: { readonly showing: NonNullable<OpenLesson['showing']> } & Pick<OpenLesson, 'verdict'>) {
  const { t } = useTranslation('checks')
  const end = useRef<HTMLSpanElement>(null)
  const seen = verdict?.lines.filter((line) => line.seen !== null).length ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was seen makes the list above it longer. In braces: newer Chromium answers scrollIntoView with a promise, which an effect must not return.
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [seen])
  return (
    <>
      <div className={styles.showing}>
        <p role="status">
          <b>{t('show.now')}</b> {t(`show.acts.${keyOf(showing.command)}`)}{' '}
          <span className="num">{showing.total > 1 ? t('show.place', { place: showing.index + 1, total: showing.total }) : null}</span>
        </p>
        <Button onClick={() => void sendOrNotify({ type: 'lesson:stop-showing' })}>{t('show.stop')}</Button>
      </div>
      {/* Where it stands by itself: above the foot it is in sight at once, and would cover what is to be seen. */}
      <span ref={end} className={styles.showingEnd} />
    </>
  )
}

export function ShowProblem({ problem }: { readonly problem: Problem | null }) {
  const words = useProblemWords()
  return problem === null ? null : (
    <p className={styles.problem} role="alert">
      {words(problem)}
    </p>
  )
}
