import { Crosshair } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LessonStep, OpenLesson } from '../../../server/protocol/lessons.js'
import { sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'
import { focusIn } from '../../ui/point-at.js'
import { AssembleTask } from './assemble-task.js'
import { IN_LATER_PANES } from './control-places.js'
import { LessonHtml, useLanguage } from './lesson-html.js'
import styles from './lesson-step.module.css'
import { PredictedChoices, PredictionReply, PredictTask } from './predict-task.js'
import { type Asked, questionApart } from './question-apart.js'
import { Showing, ShowProblem, useShowMe } from './show-me.js'
import { SortTask } from './sort-task.js'
import { TaskResult } from './task-result.js'
import { VerdictBox } from './verdict-box.js'

const HINTS = 3

export interface StepItemProps {
  readonly step: LessonStep
  readonly number: number
  readonly open: OpenLesson
  readonly state: 'done' | 'now' | 'later'
  /** Of a done one: is what was asked folded away? */
  readonly isFolded: boolean
  /** Did the step before end with something to look at in the panes? */
  readonly followsOutcome: boolean
  /** Of the step in progress: where the focus goes when the one before is done. */
  readonly heading: RefObject<HTMLHeadingElement | null> | undefined
  readonly onPoint: (step: LessonStep) => void
}

/** One step: done ones say what was seen, later ones are their title. */
export function StepItem({ step, number, open, state, isFolded, followsOutcome, heading, onPoint }: StepItemProps) {
  const { t } = useTranslation('lesson')
  const language = useLanguage()
  return (
    <li className={`${styles.step} ${styles[state]}`} aria-current={state === 'now' ? 'step' : undefined} data-step={step.id}>
      <span className={styles.mark} aria-hidden>
        {state === 'done' ? '✓' : number}
      </span>
      <h3 ref={heading} tabIndex={-1}>
        {step.title[language]}
        {state === 'done' ? <span className="visually-hidden"> ({t('step.done')})</span> : null}
      </h3>
      {state === 'done' ? (
        <>
          {isFolded ? null : (
            <>
              <LessonHtml html={step.bodyHtml} />
              {step.task.kind === 'predict' ? <PredictedChoices task={step.task} answer={open.answers[step.id] ?? null} /> : null}
            </>
          )}
          <div className={`${styles.said} ${isFolded ? '' : styles.fresh}`} data-said="">
            {step.task.kind === 'predict' ? <PredictionReply task={step.task} answer={open.answers[step.id] ?? null} /> : null}
            <TaskResult task={step.task} answer={open.answers[step.id] ?? null} />
            <LessonHtml html={step.doneHtml} />
          </div>
          {isFolded ? (
            <details className={styles.again}>
              <summary>{t('step.again')}</summary>
              <LessonHtml html={step.bodyHtml} />
            </details>
          ) : null}
        </>
      ) : null}
      {state === 'now' ? <StepInProgress key={step.id} step={step} open={open} followsOutcome={followsOutcome} onPoint={onPoint} /> : null}
    </li>
  )
}

function StepInProgress({ step, open, followsOutcome, onPoint }: Pick<StepItemProps, 'step' | 'open' | 'followsOutcome' | 'onPoint'>) {
  const { t } = useTranslation(['lesson', 'checks'])
  const { showMe, problem } = useShowMe()
  const answer = open.answers[step.id] ?? null
  const hints = open.hints[step.id] ?? 0
  const wrong = open.wrong ?? []
  // A task says by itself what it waits for, until it was answered and nothing in the answer is marked.
  const isJudged = step.task.kind === 'do' || (answer !== null && wrong.length === 0)
  const { text, question } = useMemo(() => (step.task.kind === 'predict' ? questionApart(step.bodyHtml) : { text: step.bodyHtml, question: null }), [step])
  const hintList = useRef<HTMLOListElement>(null)

  useEffect(() => {
    if (hints > 0) hintList.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [hints])

  return (
    <>
      <LessonHtml html={text} />
      <Task step={step} question={question} answer={answer} wrong={wrong} isOpenAtOnce={!followsOutcome || answer !== null} />
      {open.verdict && isJudged ? <VerdictBox verdict={open.verdict} /> : null}
      {open.showing ? (
        <Showing showing={open.showing} verdict={open.verdict} />
      ) : (
        <div className={styles.actions}>
          {hints < HINTS ? (
            <Button onClick={() => void sendOrNotify({ type: 'lesson:hint' })}>{t('step.hint', { number: hints + 1, total: HINTS })}</Button>
          ) : null}
          <Button kind="quiet" title={t('checks:show.why')} onClick={() => void showMe()}>
            {t('checks:show.button')}
          </Button>
          {step.point ? (
            <Button kind="quiet" icon aria-label={t('step.where')} title={t('step.where')} onClick={() => onPoint(step)}>
              <Crosshair size={15} aria-hidden />
            </Button>
          ) : null}
        </div>
      )}
      <ShowProblem problem={problem} />
      <ol ref={hintList} className={styles.hints} aria-live="polite" aria-label={t('step.hints')}>
        {step.hintsHtml.slice(0, hints).map((hint, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a hint is its number
          <li key={index}>
            <LessonHtml html={hint} />
          </li>
        ))}
      </ol>
    </>
  )
}

interface TaskProps extends Pick<Asked, 'question'> {
  readonly step: LessonStep
  readonly answer: string | null
  readonly wrong: readonly string[]
  readonly isOpenAtOnce: boolean
}

function Task({ step, question, answer, wrong, isOpenAtOnce }: TaskProps) {
  const [busy, setBusy] = useState(false)
  const { task } = step
  const onAnswer = (given: string) => {
    if (busy) return
    setBusy(true)
    void sendOrNotify({ type: 'lesson:answer', answer: given }).finally(() => setBusy(false))
  }
  switch (task.kind) {
    case 'predict':
      return <PredictTask task={task} question={question} answer={answer} onAnswer={onAnswer} />
    case 'sort':
      return (
        <ManyCards step={step} kind="sort" isOpenAtOnce={isOpenAtOnce}>
          <SortTask task={task} answer={answer} wrong={wrong} onAnswer={onAnswer} />
        </ManyCards>
      )
    case 'assemble':
      return (
        <ManyCards step={step} kind="assemble" isOpenAtOnce={isOpenAtOnce}>
          <AssembleTask task={task} answer={answer} wrong={wrong} onAnswer={onAnswer} />
        </ManyCards>
      )
    case 'do':
      return null
  }
}

interface ManyCardsProps {
  readonly step: LessonStep
  readonly kind: 'sort' | 'assemble'
  /** Or at a press: what the step before brought about is in the panes, which it lies over. */
  readonly isOpenAtOnce: boolean
  readonly children: ReactNode
}

/** A task that takes more room than the lessons' place has, and opens over the panes; one that is about them leaves them but for the first in sight. */
function ManyCards({ step, kind, isOpenAtOnce, children }: ManyCardsProps) {
  const { t } = useTranslation('checks')
  const [isOpen, setOpen] = useState(isOpenAtOnce)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOpen && !isOpenAtOnce) focusIn(place.current as HTMLDivElement)
  }, [isOpen, isOpenAtOnce])
  if (!isOpen)
    return (
      <Button kind="primary" className={styles.open ?? ''} onClick={() => setOpen(true)}>
        {t(`task.open.${kind}`)}
      </Button>
    )
  const isAboutPanes = [...(step.point ? [step.point] : []), ...step.watch].some((each) => IN_LATER_PANES.has(each))
  return (
    <div ref={place} data-many-cards={isAboutPanes ? 'beside' : 'over'}>
      {children}
    </div>
  )
}
