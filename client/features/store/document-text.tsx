import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoredSession } from '../../../server/protocol/stores.js'
import { shownNow } from '../../clock.js'
import { useIsThen } from '../../state/use-dashboard.js'
import { Ago } from '../../ui/ago.js'
import { SessionId } from '../../ui/session-id.js'
import { type ChangeMark, type DocumentLine, documentLines, type Token } from './document-lines.js'
import styles from './store.module.css'

/** Marks are strong this long after the change, then quiet. */
const STRONG_MS = 2_000

export interface DocumentTextProps {
  readonly stored: StoredSession
  readonly previous: Readonly<Record<string, unknown>> | null | undefined
  /** Epoch ms of the change that the marks show; null: there are none. */
  readonly changedAt: number | null
}

/** The document, line by line, with what the last request changed. */
export function DocumentText({ stored, previous, changedAt }: DocumentTextProps) {
  const { t } = useTranslation('store')
  const [cookieOpen, setCookieOpen] = useState(false)
  const isThen = useIsThen()
  // What changed at a moment of the past stands there: nothing has just happened, and nothing need be painted for seconds. Nor has it on the way back.
  const isStrong = useMemo(() => !isThen && changedAt !== null && shownNow() - changedAt < STRONG_MS, [changedAt, isThen])
  // Asked for here, once: a document may have thousands of parts.
  const words: Words = {
    fold: t('document.fold'),
    unfold: t('document.unfold'),
    new: t('change.new'),
    changed: t('change.changed'),
    removed: t('change.removed'),
    document: t('change.document'),
  }
  const lines = documentLines({ sessionId: stored.id, document: stored.document, previous, cookieOpen, form: stored.form })
  return (
    <pre className={`${styles.doc} ${isStrong ? styles.strong : ''}`}>
      <code>
        {lines.map((line) => (
          <Line key={line.key} line={line} words={words} id={stored.id} onFold={() => setCookieOpen((open) => !open)} />
        ))}
      </code>
      {cookieOpen ? <p className={styles.cookieWhy}>{t('document.cookieWhy')}</p> : null}
    </pre>
  )
}

type Words = Readonly<Record<'fold' | 'unfold' | 'document' | ChangeMark, string>>

interface LineProps {
  readonly line: DocumentLine
  readonly words: Words
  readonly id: string
  readonly onFold: () => void
}

function Line({ line, words, id, onFold }: LineProps) {
  const text = line.tokens.map((token, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line have no other identity than their place.
    <Part key={place} token={token} words={words} id={id} isOpen={line.fold === null ? null : line.fold === 'open'} onFold={onFold} />
  ))
  const folded = line.tokens.findIndex(({ kind }) => kind === 'summary')
  const note =
    line.changeStarts && line.change !== null ? words[line.depth === 0 ? 'document' : line.change] : line.date === null ? null : <Ago at={line.date} />
  const content = (
    <>
      <span className={styles.lineText} style={{ paddingLeft: `${line.depth * 2 + 2}ch` }}>
        {folded === -1 ? (
          text
        ) : (
          <>
            {text.slice(0, folded)}
            {/* A comma may not be parted from the button before it. */}
            <span className={styles.whole}>{text.slice(folded)}</span>
          </>
        )}
      </span>
      {note === null ? null : <span className={styles.lineNote}> {note}</span>}
      {'\n'}
    </>
  )
  if (line.change === null || (line.depth === 0 && line.tokens.length === 0)) return <span className={styles.line}>{content}</span>
  const className = `${styles.line} ${styles[line.change]}`
  return line.change === 'removed' ? <del className={className}>{content}</del> : <ins className={className}>{content}</ins>
}

interface PartProps extends Omit<LineProps, 'line'> {
  readonly token: Token
  readonly isOpen: boolean | null
}

function Part({ token, words, id, isOpen, onFold }: PartProps) {
  switch (token.kind) {
    case 'id':
      return <SessionId id={id} quoted inert />
    case 'summary':
      return (
        <button type="button" data-looks="" className={styles.fold} aria-expanded={false} title={words.unfold} onClick={onFold}>
          {token.text}
        </button>
      )
    case 'key':
      return isOpen === true ? (
        <button type="button" data-looks="" className={styles.fold} aria-expanded title={words.fold} onClick={onFold}>
          {token.text}
        </button>
      ) : (
        <span className={styles.key}>{token.text}</span>
      )
    case 'value':
      return <span className={styles.value}>{token.text}</span>
    default:
      // Brackets stay with what they hold when a line has to wrap.
      return <>{token.text.replace(' }', '\u00a0}').replace('{ ', '{\u00a0')}</>
  }
}
