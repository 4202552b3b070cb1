import type { CSSProperties } from 'react'
import styles from './dot.module.css'

/** A round mark in a hue (degrees of oklch), or in the crowd's grey. The name always stands beside it. */
export function Dot({ hue }: { readonly hue: number | null }) {
  return (
    <i aria-hidden className={`${styles.dot} ${hue === null ? styles.grey : 'hued'}`} style={hue === null ? undefined : ({ '--hue': hue } as CSSProperties)} />
  )
}
