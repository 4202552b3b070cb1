import { useEffect, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Lesson } from '../../../server/protocol/lessons.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { progressStore } from '../../state/lesson-progress.js'
import { usePlace } from '../../state/place.js'
import { costsOfLesson } from '../../state/sayings.js'
import { useLive } from '../../state/use-dashboard.js'
import styles from './lesson-cover.module.css'
import { LessonHtml, LessonLine, useLanguage } from './lesson-html.js'
import { LessonReading } from './lesson-reading.js'
import { openLesson, useOpening } from './opening.js'
import { SetUpButton } from './set-up-button.js'

/** Lessons that this page opened by itself: once each, for the link that led there. */
const openedByLink = new Set<string>()

/** A lesson that is not open: what it is about, what to expect, and "Begin". Where nothing can be lost, it begins at once. */
export function LessonCover({ lesson }: { readonly lesson: Lesson }) {
  const { t } = useTranslation('lesson')
  const language = useLanguage()
  const titleId = useId()
  const words = useProblemWords()
  const opening = useOpening()
  const other = useLive((snapshot) => snapshot.lesson !== null)
  const progress = useStore(progressStore, (state) => state.progress[lesson.id])
  const done = lesson.steps.filter((step) => progress?.steps.includes(step.id)).length
  const next = lesson.steps.findIndex((step) => !progress?.steps.includes(step.id))
  const isBegun = done > 0 && next !== -1
  const place = usePlace()
  const at = place.at === 'lesson' && place.id === lesson.id ? place.step : undefined
  const isRead = progress?.finishedAt != null || at !== undefined
  useOpenAtOnce(lesson, done === 0 && !other && at === undefined)

  return (
    <article className={styles.cover} aria-labelledby={titleId}>
      <h2 id={titleId}>{lesson.title[language]}</h2>
      <p className={styles.aha}>
        <LessonLine html={progress?.finishedAt == null ? lesson.question : lesson.aha} />
      </p>
      <LessonHtml html={lesson.introHtml} className={styles.intro} />
      {isRead ? null : (
        <ol className={styles.steps}>
          {lesson.steps.map((step) => (
            <li key={step.id} data-done={progress?.steps.includes(step.id) || undefined}>
              {step.title[language]}
              {progress?.steps.includes(step.id) ? <span className="visually-hidden"> ({t('step.done')})</span> : null}
            </li>
          ))}
        </ol>
      )}
      <div className={styles.go}>
        <SetUpButton lesson={lesson} kind="primary">
          {isBegun ? t('cover.goOn', { number: lesson.number, step: next + 1 }) : done > 0 ? t('cover.again') : t('cover.begin')}
        </SetUpButton>
        <p className={styles.note}>{isBegun ? t('cover.fromTheStart') : t('cover.setsUp', { count: lesson.minutes })}</p>
      </div>
      {opening.failed?.id === lesson.id ? (
        <p role="alert" className={styles.problem}>
          {words(opening.failed.problem)}
        </p>
      ) : null}
      {isRead ? <LessonReading lesson={lesson} at={at} /> : null}
    </article>
  )
}

function useOpenAtOnce(lesson: Lesson, isFresh: boolean): void {
  useEffect(() => {
    const { snapshot } = dashboardStore.getState()
    if (!isFresh || openedByLink.has(lesson.id) || !snapshot || costsOfLesson(lesson, snapshot) !== null) return
    openedByLink.add(lesson.id)
    void openLesson(lesson.id)
  }, [lesson, isFresh])
}
