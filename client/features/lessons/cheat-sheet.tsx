import { useId } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Lesson } from '../../../server/protocol/lessons.js'
import { useCurriculum } from '../../state/curriculum.js'
import { linkTo } from '../../state/place.js'
import { Button } from '../../ui/button.js'
import styles from './cheat-sheet.module.css'
import { LessonHtml, LessonLine, useLanguage } from './lesson-html.js'

/** What all lessons say about one's own app, in one place, to read and to print. On paper it stands alone. */
export function CheatSheet() {
  const { t } = useTranslation('lesson')
  const { curriculum } = useCurriculum()
  const titleId = useId()
  const lessons = curriculum?.lessons ?? []
  return (
    <section className={styles.sheet} aria-labelledby={titleId}>
      <h2 id={titleId}>{t('sheet.title')}</h2>
      <p className={styles.lead}>{t('sheet.lead')}</p>
      <Button className={styles.print ?? ''} onClick={() => print()}>
        {t('sheet.print')}
      </Button>
      <Notes lessons={lessons} />
      {createPortal(
        <div className={styles.paper}>
          <h1>{t('sheet.title')}</h1>
          <Notes lessons={lessons} />
        </div>,
        document.body,
      )}
    </section>
  )
}

function Notes({ lessons }: { readonly lessons: readonly Lesson[] }) {
  const language = useLanguage()
  return lessons.map((lesson) => (
    <article key={lesson.id} className={styles.notes}>
      <h3>
        <a href={linkTo({ at: 'lesson', id: lesson.id })}>
          <span className="num">{lesson.number}.</span> {lesson.title[language]}
        </a>
      </h3>
      <p className={styles.question}>
        <LessonLine html={lesson.question} />
      </p>
      <LessonHtml html={lesson.closingHtml} />
    </article>
  ))
}
