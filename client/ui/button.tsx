import type { ComponentPropsWithRef } from 'react'
import styles from './button.module.css'

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  /** `primary`: the one that stands out; at most one in sight of each pane. `quiet`: without a border. `danger`: quiet and red. Left out: bordered. */
  readonly kind?: 'primary' | 'quiet' | 'danger' | 'plain'
  /** Something is under way because of it: it stays focusable and says so, and clicks do nothing. */
  readonly busy?: boolean
}

/** A button of the dashboard. */
export function Button({ kind = 'plain', busy = false, className = '', onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`${styles.button} ${styles[kind]} ${className}`}
      aria-disabled={busy || rest.disabled || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    />
  )
}
