import type { InputHTMLAttributes } from 'react'
import styles from './choice.module.css'

export interface ChoiceProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'className'> {
  /** On its own, or a part of a bar. */
  readonly look: 'chip' | 'segment'
}

/** One of a few choices that lie in a row: a radio. Its room is set around it, by `--choice-padding` and `--choice-height`. */
export function Choice({ look, title, children, ...radio }: ChoiceProps) {
  return (
    <label className={styles.choice} title={title}>
      <input type="radio" {...radio} />
      <span className={`${styles[look]} num`}>{children}</span>
    </label>
  )
}
