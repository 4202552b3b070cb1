import { useEffect, useRef, useState } from 'react'
import { LIMITS } from '../../state/limits.js'
import styles from './timeline-tools.module.css'

/** Whoever types goes on after less. */
const SETTLE_MS = 200

export interface TypedTextProps {
  /** What is in force. */
  readonly text: string
  readonly label: string
  readonly placeholder: string
  readonly onText: (text: string) => void
}

/** A search field whose text counts once the reader stops typing; Escape empties it. It follows when the text is changed elsewhere. */
export function TypedText({ text, label, placeholder, onText }: TypedTextProps) {
  const [typed, setTyped] = useState(text)
  const told = useRef(text)
  const [inForce, setInForce] = useState(text)
  if (inForce !== text) {
    setInForce(text)
    if (text !== told.current) setTyped(text)
  }
  const tell = useRef(onText)
  tell.current = onText
  useEffect(() => {
    const wanted = typed.trim()
    if (wanted === told.current) return
    const timer = setTimeout(() => {
      told.current = wanted
      tell.current(wanted)
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  // Cleared elsewhere, or brought back by the browser's history.
  useEffect(() => {
    told.current = text
  }, [text])
  return (
    <input
      type="search"
      className={styles.find}
      value={typed}
      maxLength={LIMITS.searchLength}
      placeholder={placeholder}
      aria-label={label}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || typed === '') return
        // Within a popover, the next one closes it.
        event.preventDefault()
        event.stopPropagation()
        setTyped('')
      }}
    />
  )
}
