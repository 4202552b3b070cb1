import { type CSSProperties, memo } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './session-id.module.css'
import { useSelectSession, useSessionOwner } from './session-owners.js'

export interface SessionIdProps {
  readonly id: string
  /** How many characters to show before "…"; left out: all of them. */
  readonly length?: number
  /** Tinted, as in the cookie and the list. */
  readonly strong?: boolean
  /** In quotes, as in a document. */
  readonly quoted?: boolean
  /** With the browser's name after it. */
  readonly named?: boolean
  /** Not a button of its own: inside something that already is one. */
  readonly inert?: boolean
  /** One of the two ends of the thread that joins the panes. */
  readonly thread?: 'cookie' | 'store'
}

/**
 * A session ID, wearing its browser's hue wherever it stands. Hover or focus lights up all its places (`data-session`);
 * a click shows it in the store pane. Its owner's name is beside it or in its label: never colour alone.
 */
export function SessionId(props: SessionIdProps) {
  const owner = useSessionOwner(props.id)
  return <OwnedId {...props} owner={owner?.name ?? null} hue={owner?.hue ?? null} onSelect={useSelectSession()} />
}

interface OwnedIdProps extends SessionIdProps {
  readonly owner: string | null
  readonly hue: number | null
  readonly onSelect: (id: string) => void
}

/** A page has hundreds, and few of them get another owner at a time. */
const OwnedId = memo(function OwnedId({
  id,
  length,
  strong = false,
  quoted = false,
  named = false,
  inert = false,
  thread,
  owner,
  hue,
  onSelect,
}: OwnedIdProps) {
  const { t } = useTranslation('shell')
  const shown = length !== undefined && id.length > length ? `${id.slice(0, length)}…` : id
  const label = owner !== null ? t('sessionOf', { name: owner }) : t('session')
  const shared = {
    className: `${styles.id} ${owner !== null ? 'hued' : styles.nobody} ${strong ? styles.strong : ''}`,
    style: (hue !== null ? { '--hue': hue } : undefined) as CSSProperties | undefined,
    translate: 'no' as const,
    'data-session': id,
    'data-thread': thread,
    title: `${label}: ${id}`,
  }
  const text = (
    <>
      {quoted ? `"${shown}"` : shown}
      {named && owner !== null ? <span className={styles.name}>{owner}</span> : null}
    </>
  )
  if (inert) return <span {...shared}>{text}</span>
  return (
    <button type="button" data-looks="" {...shared} aria-label={`${label}: ${shown}`} onClick={() => onSelect(id)}>
      {text}
    </button>
  )
})
