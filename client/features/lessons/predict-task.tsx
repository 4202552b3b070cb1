import { useTranslation } from 'react-i18next'
import type { Localized } from '../../../server/protocol/language.js'
import type { LessonTask } from '../../../server/protocol/lessons.js'
import { Button } from '../../ui/button.js'
import { LessonHtml, useLanguage } from './lesson-html.js'
import styles from './task.module.css'

type Predict = Extract<LessonTask, { kind: 'predict' }>

export interface PredictTaskProps {
  readonly task: Predict
  /** Stays in sight with the answers. null: it stands in the text. */
  readonly question: Localized | null
  readonly answer: string | null
  readonly onAnswer: (answer: string) => void
}

/** Choices, before the experiment. None is wrong: the comparison comes when the step is done. */
export function PredictTask({ task, question, answer, onAnswer }: PredictTaskProps) {
  const { t } = useTranslation('checks')
  const language = useLanguage()
  return (
    <fieldset className={`${styles.choices} ${styles.asked}`} data-answers="">
      <legend className="visually-hidden">{t('task.predict')}</legend>
      {question === null ? null : <LessonHtml html={question} />}
      {task.choices.map(({ id, text }) => (
        <Button key={id} className={styles.choice ?? ''} aria-pressed={answer === id} onClick={() => onAnswer(id)}>
          {text[language]}
        </Button>
      ))}
      {answer === null ? null : <p className={styles.note}>{t('task.noted')}</p>}
    </fieldset>
  )
}

/** The choices as they stood, once one was taken. */
export function PredictedChoices({ task, answer }: { readonly task: Predict; readonly answer: string | null }) {
  const language = useLanguage()
  return (
    <ul className={styles.choices}>
      {task.choices.map(({ id, text }) => (
        <li key={id} className={styles.past} data-chosen={answer === id || undefined}>
          {text[language]}
        </li>
      ))}
    </ul>
  )
}

/** What was predicted, and how that compares with what was seen. */
export function PredictionReply({ task, answer }: { readonly task: Predict; readonly answer: string | null }) {
  const { t } = useTranslation('checks')
  const language = useLanguage()
  const choice = task.choices.find(({ id }) => id === answer)
  if (!choice) return null
  return (
    <div className={styles.reply}>
      <p>{t('task.youSaid', { choice: choice.text[language] })}</p>
      <LessonHtml html={choice.replyHtml} />
    </div>
  )
}
