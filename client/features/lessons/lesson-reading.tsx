import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson, LessonStep, LessonTask } from '../../../server/protocol/lessons.js'
import { LessonHtml, LessonLine, useLanguage } from './lesson-html.js'
import styles from './lesson-reading.module.css'
import { TaskResult } from './task-result.js'

/**
 * A lesson to read again: every step with what was asked and what was seen, and the notes for one's own app. Nothing is set up for it.
 *
 * @param at the step that the link names: it comes into sight, open
 */
export function LessonReading({ lesson, at }: { readonly lesson: Lesson; readonly at: string | undefined }) {
  const { t } = useTranslation('lesson')
  return (
    <section className={styles.reading} aria-label={t('reading.title')}>
      <h3>{t('reading.title')}</h3>
      {lesson.steps.map((step, index) => (
        <Step key={step.id} step={step} number={index + 1} isMeant={step.id === at} />
      ))}
      <details className={styles.step}>
        <summary>{t('lesson.inYourOwnApp')}</summary>
        <LessonHtml html={lesson.closingHtml} />
      </details>
    </section>
  )
}

function Step({ step, number, isMeant }: { readonly step: LessonStep; readonly number: number; readonly isMeant: boolean }) {
  const { t } = useTranslation('lesson')
  const language = useLanguage()
  const place = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    if (!isMeant || !place.current) return
    place.current.open = true
    place.current.scrollIntoView({ block: 'start' })
  }, [isMeant])
  return (
    <details ref={place} className={styles.step} data-step={step.id}>
      <summary>
        <span className="num">{number}.</span> {step.title[language]}
      </summary>
      <LessonHtml html={step.bodyHtml} />
      <TaskAgain task={step.task} />
      <h4>{t('reading.seen')}</h4>
      <LessonHtml html={step.doneHtml} />
    </details>
  )
}

/** What there was to choose from, with what was said of each; what was to be sorted or put in order, as it is right. */
function TaskAgain({ task }: { readonly task: LessonTask }) {
  const language = useLanguage()
  if (task.kind === 'do') return null
  if (task.kind !== 'predict') return <TaskResult task={task} answer={task.right} />
  return (
    <dl className={styles.choices}>
      {task.choices.map(({ id, text, replyHtml }) => (
        <div key={id}>
          <dt>{text[language]}</dt>
          <dd>
            <LessonLine html={replyHtml} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
