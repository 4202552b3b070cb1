import { useTranslation } from 'react-i18next'
import { useCurriculum } from '../../state/curriculum.js'
import { linkTo } from '../../state/place.js'
import styles from './farewell.module.css'
import { LessonLine, useLanguage } from './lesson-html.js'
import { Quiz } from './quiz.js'

/** After the last lesson: what one can now explain, each with the lesson that showed it, and questions to try it on. */
export function Farewell() {
  const { t } = useTranslation('lesson')
  const language = useLanguage()
  const { curriculum } = useCurriculum()
  if (!curriculum) return null
  return (
    <>
      <section className={styles.summary}>
        <h3>{t('farewell.title')}</h3>
        <dl>
          {curriculum.lessons.map((lesson) => (
            <div key={lesson.id}>
              <dt>
                <a href={linkTo({ at: 'lesson', id: lesson.id })} title={lesson.title[language]}>
                  <LessonLine html={lesson.question} />
                </a>
              </dt>
              <dd>
                <LessonLine html={lesson.aha} />
              </dd>
            </div>
          ))}
        </dl>
        <a href={linkTo({ at: 'cheat-sheet' })}>{t('sheet.link')}</a>
      </section>
      {curriculum.quiz.length > 0 ? <Quiz questions={curriculum.quiz} lessons={curriculum.lessons} /> : null}
    </>
  )
}
