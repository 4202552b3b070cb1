import { useTranslation } from 'react-i18next'
import type { Lesson } from '../../../server/protocol/lessons.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { useLanguage } from './lesson-html.js'
import styles from './next-lesson.module.css'
import { useOpening } from './opening.js'
import { SetUpButton } from './set-up-button.js'

/** From the end of a lesson to the first step of the next, in one click. */
export function NextLesson({ lesson, after }: { readonly lesson: Lesson; readonly after: Lesson }) {
  const { t } = useTranslation(['lesson', 'lessons'])
  const language = useLanguage()
  const words = useProblemWords()
  const { failed } = useOpening()
  return (
    <div className={styles.next}>
      <small>{t('lesson.next')}</small>
      <SetUpButton lesson={lesson} after={after} kind="primary" className={styles.button ?? ''}>
        <b>{lesson.title[language]}</b> <span className="num">{t('lessons:list.minutes', { count: lesson.minutes })}</span>
      </SetUpButton>
      {failed?.id === lesson.id ? (
        <p role="alert" className={styles.problem}>
          {words(failed.problem)}
        </p>
      ) : null}
    </div>
  )
}
