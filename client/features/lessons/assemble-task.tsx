import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react'
import { type CSSProperties, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LessonTask } from '../../../server/protocol/lessons.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { inOrder, moved } from './answers.js'
import styles from './task.module.css'

export interface AssembleTaskProps {
  readonly task: Extract<LessonTask, { kind: 'assemble' }>
  readonly answer: string | null
  /** Lines of that answer which stand elsewhere. */
  readonly wrong: readonly string[]
  readonly onAnswer: (answer: string) => void
}

/** Lines of code to put into order: by the two buttons of each, or by dragging. */
export function AssembleTask({ task, answer, wrong, onAnswer }: AssembleTaskProps) {
  const { t, i18n } = useTranslation('checks')
  const [lines, setLines] = useState(() => inOrder(task.lines, answer))
  const [dragged, setDragged] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const isAsSent = answer !== null && lines.map(({ id }) => id).join() === answer
  const number = (value: number) => formatNumber(i18n.language, value)

  function move(from: number, to: number) {
    const next = moved(lines, from, to)
    if (next === lines) return
    setLines(next)
    setSaid(t('task.movedTo', { place: number(to + 1), total: number(lines.length) }))
  }

  return (
    <form
      className={styles.assemble}
      onSubmit={(event) => {
        event.preventDefault()
        onAnswer(lines.map(({ id }) => id).join())
      }}
    >
      <ol className={styles.lines} aria-label={t('task.lines')}>
        {lines.map(({ id, code }, index) => (
          <li
            key={id}
            draggable
            data-dragged={dragged === id || undefined}
            data-verdict={isAsSent ? (wrong.includes(id) ? 'elsewhere' : 'here') : undefined}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              event.dataTransfer.setData('text/plain', code)
              setDragged(id)
            }}
            onDragOver={(event) => {
              if (dragged === null) return
              event.preventDefault()
              const from = lines.findIndex((line) => line.id === dragged)
              if (from !== index) move(from, index)
            }}
            onDrop={(event) => event.preventDefault()}
            onDragEnd={() => setDragged(null)}
          >
            <GripVertical size={14} aria-hidden className={styles.grip} />
            <code style={{ '--indent': `${code.length - code.trimStart().length}ch` } as CSSProperties}>{code.trimStart()}</code>
            <span className={styles.movers}>
              <Mover direction="up" line={code} isEnd={index === 0} onMove={() => move(index, index - 1)} />
              <Mover direction="down" line={code} isEnd={index === lines.length - 1} onMove={() => move(index, index + 1)} />
            </span>
          </li>
        ))}
      </ol>
      <div className={styles.row}>
        <Button kind="primary" type="submit">
          {t('task.check')}
        </Button>
        <span className={`${styles.note} num`} role="status">
          {isAsSent && wrong.length > 0 ? t('task.wrongLines', { count: wrong.length, shown: number(wrong.length) }) : ''}
        </span>
      </div>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </form>
  )
}

/** Not `disabled` at the end of its way: the focus would be lost. */
function Mover(props: { readonly direction: 'up' | 'down'; readonly line: string; readonly isEnd: boolean; readonly onMove: () => void }) {
  const { t } = useTranslation('checks')
  const Icon = props.direction === 'up' ? ArrowUp : ArrowDown
  return (
    <Button
      kind="quiet"
      icon
      aria-label={t(props.direction === 'up' ? 'task.up' : 'task.down', { line: props.line })}
      aria-disabled={props.isEnd}
      onClick={props.onMove}
    >
      <Icon size={13} aria-hidden />
    </Button>
  )
}
