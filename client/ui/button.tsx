import type { ButtonHTMLAttributes } from 'react'
import styles from './button.module.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: at most one in sight; `quiet`: without a frame; `danger`: quiet, and ends something. */
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'danger'
  /** Only an icon inside: square, and needs an aria-label. */
  readonly icon?: boolean
  /** Changes nothing but what the reader sees, so it works in the past as well. */
  readonly looks?: boolean
}

export function Button({ kind = 'plain', icon = false, looks = false, className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={`${styles.button} ${styles[kind]} ${icon ? styles.icon : ''} ${className}`} {...(looks && { 'data-looks': '' })} {...rest} />
  )
}
