import { useTranslation } from 'react-i18next'
import type { Lesson } from '../../../server/protocol/lessons.js'
import { linkTo } from '../../state/place.js'
import styles from './doors.module.css'
import { useLanguage } from './lesson-html.js'

/** A way into a lesson: what it is called, and how long it takes. */
export function LessonDoor({ lesson, label, isPrimary = false }: { readonly lesson: Lesson; readonly label: string; readonly isPrimary?: boolean }) {
  const { t } = useTranslation('lessons')
  const language = useLanguage()
  return (
    <a className={`${styles.door} ${isPrimary ? styles.primary : ''}`} href={linkTo({ at: 'lesson', id: lesson.id })}>
      <small>{label}</small>
      <b>{lesson.title[language]}</b>
      <small className="num">{t('list.minutes', { count: lesson.minutes })}</small>
    </a>
  )
}
