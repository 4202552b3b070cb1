import styles from './progress.module.css'

/** A thin bar. `value` from 0 to 1; null: it is under way, and nobody knows how far. */
export function Progress({ value, label }: { readonly value: number | null; readonly label: string }) {
  return <progress className={styles.progress} aria-label={label} max={1} {...(value === null ? {} : { value: Math.min(1, Math.max(0, value)) })} />
}
