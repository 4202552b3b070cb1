import type { LessonTask } from '../../../server/protocol/lessons.js'
import { inOrder, readSorting } from './answers.js'
import { LessonLine, useLanguage } from './lesson-html.js'
import styles from './task.module.css'

/** What was sorted or assembled, to read again once it is right; nothing for other tasks. */
export function TaskResult({ task, answer }: { readonly task: LessonTask; readonly answer: string | null }) {
  const language = useLanguage()
  if (answer === null) return null
  if (task.kind === 'assemble') {
    return (
      <pre className={styles.assembled}>
        <code>{inOrder(task.lines, answer).map(({ code }) => `${code}\n`)}</code>
      </pre>
    )
  }
  if (task.kind !== 'sort') return null
  const placed = readSorting(answer)
  return (
    <dl className={styles.sorted}>
      {task.bins.map((bin) => (
        <div key={bin.id}>
          <dt>{bin.title[language]}</dt>
          {task.cards
            .filter(({ id }) => placed[id] === bin.id)
            .map(({ id, text, whyHtml }) => (
              <dd key={id}>
                {text[language]}{' '}
                <small>
                  <LessonLine html={whyHtml} />
                </small>
              </dd>
            ))}
        </div>
      ))}
    </dl>
  )
}
