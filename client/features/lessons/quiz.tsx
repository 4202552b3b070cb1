import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson, QuizQuestion } from '../../../server/protocol/lessons.js'
import { linkTo } from '../../state/place.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import styles from './farewell.module.css'
import { LessonLine, useLanguage } from './lesson-html.js'

/** A few questions over all lessons. Whoever is wrong is told why and where to look again, and may try again. */
export function Quiz({ questions, lessons }: { readonly questions: readonly QuizQuestion[]; readonly lessons: readonly Lesson[] }) {
  const { t, i18n } = useTranslation('lesson')
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({})
  const right = questions.filter(({ id, right: wanted }) => answers[id] === wanted).length
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <section className={styles.quiz}>
      <h3>{t('quiz.title')}</h3>
      {questions.map((question) => (
        <Question
          key={question.id}
          question={question}
          lesson={lessons.find(({ id }) => id === question.lesson)}
          answer={answers[question.id] ?? null}
          onAnswer={(answer) => setAnswers({ ...answers, [question.id]: answer })}
        />
      ))}
      <p role="status" className="num">
        {Object.keys(answers).length === 0 ? '' : t('quiz.score', { right: number(right), total: number(questions.length) })}
      </p>
    </section>
  )
}

interface QuestionProps {
  readonly question: QuizQuestion
  readonly lesson: Lesson | undefined
  readonly answer: string | null
  readonly onAnswer: (answer: string) => void
}

function Question({ question: { question, choices, right, why, step }, lesson, answer, onAnswer }: QuestionProps) {
  const { t } = useTranslation('lesson')
  const language = useLanguage()
  const title = lesson?.steps.find(({ id }) => id === step)?.title[language]
  return (
    <fieldset className={styles.question}>
      <legend>
        <LessonLine html={question} />
      </legend>
      {choices.map(({ id, text }) => (
        <Button
          key={id}
          aria-pressed={answer === id}
          data-verdict={answer === id ? (id === right ? 'right' : 'wrong') : undefined}
          onClick={() => onAnswer(id)}
        >
          <LessonLine html={text} />
        </Button>
      ))}
      <p role="status" className={styles.reply}>
        {answer === null ? null : (
          <>
            {t(answer === right ? 'quiz.right' : 'quiz.wrong')} {answer === right ? <LessonLine html={why} /> : null}{' '}
            {lesson && title ? <a href={linkTo({ at: 'lesson', id: lesson.id, step })}>{t('quiz.back', { number: lesson.number, title })}</a> : null}
          </>
        )}
      </p>
    </fieldset>
  )
}
