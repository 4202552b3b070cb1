import { ChevronRight, GraduationCap } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson, OpenLesson } from '../../../server/protocol/lessons.js'
import { useCurriculum } from '../../state/curriculum.js'
import { useLive } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { useLanguage } from './lesson-html.js'
import styles from './lesson-strip.module.css'

/** While the lessons' place is folded away: where the lesson is, and the way back to it. Without a lesson it only names the way, where the bar has no room to. */
export function LessonStrip({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation(['lesson', 'lessons'])
  const open = useLive((snapshot) => snapshot.lesson)
  const { curriculum } = useCurriculum()
  const lesson = curriculum?.lessons.find(({ id }) => id === open?.lesson)
  return (
    <button type="button" data-looks="" className={styles.strip} data-strip={lesson && open ? 'lesson' : 'none'} data-dock-toggle="" onClick={onOpen}>
      <GraduationCap size={18} aria-hidden />
      <span className={styles.text}>{lesson && open ? <Where lesson={lesson} open={open} /> : <b>{t('lessons:strip.lessons')}</b>}</span>
      <ChevronRight size={16} aria-hidden />
    </button>
  )
}

/** The step in progress, how much of it was seen; and that one is done, if it was while the place was folded away. */
function Where({ lesson, open }: { readonly lesson: Lesson; readonly open: OpenLesson }) {
  const { t, i18n } = useTranslation(['lesson', 'lessons'])
  const language = useLanguage()
  const [foldedAt] = useState(open.step)
  const number = (value: number) => formatNumber(i18n.language, value)
  const step = lesson.steps[open.step]
  const before = open.step > foldedAt ? lesson.steps[open.step - 1] : undefined
  if (open.settingUp) return <b>{t('lesson.settingUp')}</b>
  const lines = open.verdict?.lines ?? []
  return (
    <>
      <small className={before ? styles.done : ''} role="status">
        {before ? `✓ ${t('lessons:strip.done', { title: before.title[language] })}` : lesson.title[language]}
      </small>
      <b>
        {step ? t('lessons:strip.step', { number: number(open.step + 1), total: number(lesson.steps.length), title: step.title[language] }) : t('lesson.done')}
      </b>
      {step && lines.length > 0 ? (
        <small className="num">
          {t('verdict.progress', { done: number(lines.filter(({ state }) => state === 'done').length), total: number(lines.length) })}
        </small>
      ) : null}
    </>
  )
}
