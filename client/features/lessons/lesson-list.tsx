import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { BrokenLesson, Lesson } from '../../../server/protocol/lessons.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { readCurriculum, useCurriculum } from '../../state/curriculum.js'
import { progressStore } from '../../state/lesson-progress.js'
import { goTo, linkTo } from '../../state/place.js'
import { DOOR_KEY, recall, remember } from '../../state/remembered.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { LessonDoor } from './lesson-door.js'
import { LAST_LESSON_KEY } from './lesson-follower.js'
import { LessonLine, useLanguage } from './lesson-html.js'
import styles from './lesson-list.module.css'

const loadProgressFile = async () => ({ default: (await import('./progress-file.js')).ProgressFile })

/** All lessons, what was done, and what to go on with. */
export function LessonList() {
  const { t } = useTranslation(['lesson', 'lessons'])
  const words = useProblemWords()
  const titleId = useId()
  const { curriculum, problem } = useCurriculum()
  return (
    <section className={styles.list} aria-labelledby={titleId}>
      <h2 id={titleId}>{t('lessons:list.title')}</h2>
      <p className={styles.lead}>{t('lessons:list.lead')}</p>
      {curriculum ? (
        <>
          <GoOn lessons={curriculum.lessons} />
          <ol className={styles.lessons}>
            {curriculum.lessons.map((lesson) => (
              <Row key={lesson.id} lesson={lesson} />
            ))}
          </ol>
          {curriculum.broken.length > 0 ? <Broken lessons={curriculum.broken} /> : null}
        </>
      ) : problem ? (
        <div role="alert" className={styles.problem}>
          <p>{words(problem)}</p>
          <Button onClick={() => void readCurriculum()}>{t('lessons:list.readAgain')}</Button>
        </div>
      ) : (
        <p role="status">{t('lessons:list.reading')}</p>
      )}
      {curriculum ? (
        <a className={styles.sheet} href={linkTo({ at: 'cheat-sheet' })}>
          {t('sheet.link')}
        </a>
      ) : null}
      <LazyPart load={loadProgressFile} meanwhile={null} />
      <Button
        kind="quiet"
        className={styles.free ?? ''}
        onClick={() => {
          remember(DOOR_KEY, 'sandbox')
          goTo({ at: 'sandbox' })
        }}
      >
        {t('lessons:list.sandbox')}
      </Button>
    </section>
  )
}

/** The lesson that was left in the middle, or the first that is not done, for whoever has begun. */
function GoOn({ lessons }: { readonly lessons: readonly Lesson[] }) {
  const { t } = useTranslation(['lesson', 'lessons'])
  const progress = useStore(progressStore, (state) => state.progress)
  const isOpenEnded = ({ id }: Lesson) => progress[id]?.finishedAt == null
  const last = lessons.find(({ id }) => id === recall(LAST_LESSON_KEY))
  const hasBegun = last !== undefined || Object.keys(progress).length > 0
  const next = hasBegun ? (lessons.slice(last ? lessons.indexOf(last) : 0).find(isOpenEnded) ?? lessons.find(isOpenEnded)) : undefined
  if (!next) return null
  const step = next.steps.findIndex(({ id }) => !progress[next.id]?.steps.includes(id)) + 1
  return (
    <LessonDoor
      lesson={next}
      label={step > 1 ? t('lessons:list.goOnAt', { number: next.number, step }) : t('lessons:list.goOn', { number: next.number })}
      isPrimary
    />
  )
}

function Row({ lesson }: { readonly lesson: Lesson }) {
  const { t, i18n } = useTranslation(['lesson', 'lessons'])
  const language = useLanguage()
  const progress = useStore(progressStore, (state) => state.progress[lesson.id])
  const isDone = progress?.finishedAt != null
  const done = lesson.steps.filter(({ id }) => progress?.steps.includes(id)).length
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <li className={isDone ? styles.done : undefined}>
      <span className={`${styles.mark} num`} aria-hidden>
        {isDone ? '✓' : lesson.number}
      </span>
      <a href={linkTo({ at: 'lesson', id: lesson.id })}>
        <b>{lesson.title[language]}</b>
        {isDone ? <span className="visually-hidden"> ({t('step.done')})</span> : null}
      </a>
      <p>
        <LessonLine html={isDone ? lesson.aha : lesson.question} />
      </p>
      <small className="num">
        {t('lessons:list.minutes', { count: lesson.minutes })}
        {done > 0 && !isDone ? ` · ${t('lesson.progress', { done: number(done), total: number(lesson.steps.length) })}` : null}
      </small>
    </li>
  )
}

/** For authors: which lessons could not be read, where and why. */
function Broken({ lessons }: { readonly lessons: readonly BrokenLesson[] }) {
  const { t, i18n } = useTranslation(['lesson', 'lessons'])
  return (
    <details className={styles.broken}>
      <summary>{t('lessons:list.broken', { count: lessons.length, shown: formatNumber(i18n.language, lessons.length) })}</summary>
      <p>{t('lessons:list.brokenWhy')}</p>
      {lessons.map((lesson) => (
        <BrokenProblems key={lesson.folder} lesson={lesson} />
      ))}
    </details>
  )
}

export function BrokenProblems({ lesson }: { readonly lesson: BrokenLesson }) {
  return (
    <ul className={styles.problems}>
      {lesson.problems.map(({ file, line, message }) => (
        <li key={`${file}:${line}:${message}`}>
          <code>{line === null ? file : `${file}:${line}`}</code> <span lang="en">{message}</span>
        </li>
      ))}
    </ul>
  )
}
