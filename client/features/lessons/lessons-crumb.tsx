import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson } from '../../../server/protocol/lessons.js'
import { useCurriculum } from '../../state/curriculum.js'
import { linkTo } from '../../state/place.js'
import { useLanguage } from './lesson-html.js'
import styles from './lessons-crumb.module.css'
import { useDockView } from './use-dock-view.js'

/** Where the reader is among the lessons, and the ways to its neighbours. */
export function LessonsCrumb() {
  const { t } = useTranslation('lessons')
  const view = useDockView()
  switch (view.kind) {
    case 'open':
    case 'cover':
      return <OfLesson lesson={view.lesson} />
    case 'welcome':
      return <span>{t('crumb.welcome')}</span>
    case 'list':
      return <span>{t('crumb.lessons')}</span>
    case 'cheat-sheet':
    case 'loading':
    case 'unknown':
      return <a href={linkTo({ at: 'lessons' })}>{t('list.all')}</a>
    case 'sandbox':
      return (
        <span className={styles.crumb}>
          {t('crumb.sandbox')} <a href={linkTo({ at: 'lessons' })}>{t('crumb.lessons')}</a>
        </span>
      )
  }
}

function OfLesson({ lesson }: { readonly lesson: Lesson }) {
  const { t } = useTranslation('lessons')
  const { curriculum } = useCurriculum()
  const lessons = curriculum?.lessons ?? []
  const index = lessons.findIndex(({ id }) => id === lesson.id)
  return (
    <nav className={styles.crumb} aria-label={t('crumb.label')}>
      <Neighbour lesson={lessons[index - 1]} words="crumb.before">
        <ChevronLeft size={15} aria-hidden />
      </Neighbour>
      <a href={linkTo({ at: 'lessons' })} className="num" title={t('list.all')}>
        {t('crumb.place', { number: lesson.number, total: Math.max(0, ...lessons.map(({ number }) => number)) })}
      </a>
      <Neighbour lesson={lessons[index + 1]} words="crumb.after">
        <ChevronRight size={15} aria-hidden />
      </Neighbour>
    </nav>
  )
}

function Neighbour(props: { readonly lesson: Lesson | undefined; readonly words: 'crumb.before' | 'crumb.after'; readonly children: ReactNode }) {
  const { t } = useTranslation('lessons')
  const language = useLanguage()
  if (!props.lesson) return <span className={styles.none}>{props.children}</span>
  const label = t(props.words, { title: props.lesson.title[language] })
  return (
    <a className={styles.neighbour} href={linkTo({ at: 'lesson', id: props.lesson.id })} aria-label={label} title={label}>
      {props.children}
    </a>
  )
}
