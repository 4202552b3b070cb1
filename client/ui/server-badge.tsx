import styles from './server-badge.module.css'

/** Which of two servers: its letter, and its name for whoever points at it or listens. */
export function ServerBadge({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <span className={styles.badge} title={name}>
      <span aria-hidden translate="no">
        {id.toUpperCase()}
      </span>
      <span className="visually-hidden">{name}</span>
    </span>
  )
}
