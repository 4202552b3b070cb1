import { useTranslation } from 'react-i18next'
import type { BrokenLesson } from '../../../server/protocol/lessons.js'
import { linkTo } from '../../state/place.js'
import { BrokenProblems } from './lesson-list.js'
import styles from './lessons-dock.module.css'

/** Where a link leads to no lesson, or to one whose files have mistakes. */
export function UnknownLesson({ id, broken }: { readonly id: string; readonly broken: BrokenLesson | null }) {
  const { t } = useTranslation(['lesson', 'lessons'])
  return (
    <section className={styles.unknown}>
      <h2>{t(broken ? 'unknown.broken' : 'unknown.title')}</h2>
      <p>{broken ? t('unknown.brokenWhy') : t('unknown.why', { id })}</p>
      {broken ? <BrokenProblems lesson={broken} /> : null}
      <a href={linkTo({ at: 'lessons' })}>{t('lessons:list.all')}</a>
    </section>
  )
}
