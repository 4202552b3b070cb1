import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LessonTask } from '../../../server/protocol/lessons.js'
import { Button } from '../../ui/button.js'
import { Choice } from '../../ui/choice.js'
import { formatNumber } from '../../ui/format.js'
import { readSorting, writeSorting } from './answers.js'
import { LessonLine, useLanguage } from './lesson-html.js'
import styles from './task.module.css'

export interface SortTaskProps {
  readonly task: Extract<LessonTask, { kind: 'sort' }>
  /** What was answered last. */
  readonly answer: string | null
  /** Cards of that answer which belong elsewhere. */
  readonly wrong: readonly string[]
  readonly onAnswer: (answer: string) => void
}

/** Cards, each with the bins to choose from. "Check" sends them; those that belong elsewhere are marked until they are moved. */
export function SortTask({ task, answer, wrong, onAnswer }: SortTaskProps) {
  const { t, i18n } = useTranslation('checks')
  const language = useLanguage()
  const sent = readSorting(answer)
  const [placed, setPlaced] = useState<Readonly<Record<string, string>>>(sent)
  const count = task.cards.filter(({ id }) => placed[id] !== undefined).length
  const isWhole = count === task.cards.length
  return (
    <form
      className={styles.sort}
      onSubmit={(event) => {
        event.preventDefault()
        if (isWhole) onAnswer(writeSorting(placed))
      }}
    >
      {task.cards.map(({ id, text, whyHtml }) => {
        const isChecked = answer !== null && placed[id] !== undefined && placed[id] === sent[id]
        const isWrong = isChecked && wrong.includes(id)
        return (
          <fieldset key={id} className={styles.card} data-verdict={isWrong ? 'elsewhere' : isChecked ? 'here' : undefined}>
            <legend>{text[language]}</legend>
            <div className={styles.bins}>
              {task.bins.map((bin) => (
                <Choice key={bin.id} look="chip" name={`card-${id}`} checked={placed[id] === bin.id} onChange={() => setPlaced({ ...placed, [id]: bin.id })}>
                  {bin.title[language]}
                </Choice>
              ))}
            </div>
            {isChecked ? (
              <p className={styles.verdict}>
                {t(isWrong ? 'task.elsewhere' : 'task.here')} {isWrong ? null : <LessonLine html={whyHtml} />}
              </p>
            ) : null}
          </fieldset>
        )
      })}
      <div className={styles.row}>
        <Button kind="primary" type="submit" aria-disabled={!isWhole}>
          {t('task.check')}
        </Button>
        <span role="status" className={`${styles.note} num`}>
          {!isWhole
            ? t('task.placed', { done: formatNumber(i18n.language, count), total: formatNumber(i18n.language, task.cards.length) })
            : wrong.length > 0
              ? t('task.wrongCards', { count: wrong.length, shown: formatNumber(i18n.language, wrong.length) })
              : ''}
        </span>
      </div>
    </form>
  )
}
