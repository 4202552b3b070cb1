import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { GlossaryEntry } from '../../../server/protocol/lessons.js'
import { useCurriculum } from '../../state/curriculum.js'
import styles from './glossary.module.css'
import { LessonLine, useLanguage } from './lesson-html.js'

/** How long the pointer may be on its way from the word to the definition. */
const LEAVE_MS = 160
const MARGIN_PX = 8
const WIDTH_PX = 276

interface Shown {
  readonly word: HTMLElement
  readonly entry: GlossaryEntry
}

/**
 * Explains the words that lessons and panes mark (`.term[data-term]`, see jsx/terms.ts): on hover, on focus and on a tap. Escape closes it, the pointer may
 * move onto it, and it stays until something else is meant (WCAG 2.2, 1.4.13). The link leads nowhere.
 */
export function Glossary({ children }: { readonly children: ReactNode }) {
  const { curriculum } = useCurriculum()
  const language = useLanguage()
  const [shown, setShown] = useState<Shown | null>(null)
  const leaving = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const id = useId()

  function show(event: SyntheticEvent) {
    const word = termAt(event.target)
    const entry = curriculum?.glossary.find((each) => each.id === word?.dataset.term)
    if (!word || !entry) return
    clearTimeout(leaving.current)
    setShown((before) => (before?.word === word ? before : { word, entry }))
  }
  function leave() {
    clearTimeout(leaving.current)
    leaving.current = setTimeout(() => setShown((before) => (before?.word === document.activeElement ? before : null)), LEAVE_MS)
  }

  useEffect(() => () => clearTimeout(leaving.current), [])

  useEffect(() => {
    if (!shown) return
    const { word } = shown
    word.setAttribute('aria-describedby', id)
    const close = () => setShown(null)
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      close()
    }
    const onDown = (event: Event) => {
      if (event.target instanceof Node && !word.contains(event.target) && !document.getElementById(id)?.contains(event.target)) close()
    }
    // Where the word scrolls away, its definition would stay behind.
    const onScroll = (event: Event) => {
      if (!(event.target instanceof Node) || event.target.contains(word)) close()
    }
    document.addEventListener('keydown', onKey, true)
    document.addEventListener('pointerdown', onDown)
    document.addEventListener('scroll', onScroll, true)
    addEventListener('hashchange', close)
    return () => {
      word.removeAttribute('aria-describedby')
      document.removeEventListener('keydown', onKey, true)
      document.removeEventListener('pointerdown', onDown)
      document.removeEventListener('scroll', onScroll, true)
      removeEventListener('hashchange', close)
    }
  }, [shown, id])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what happens to the links inside, which are reached by keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: a link's click is also its Enter key
    <div
      className={styles.inside}
      onMouseOver={show}
      onMouseOut={leave}
      onFocus={show}
      onBlur={leave}
      onClick={(event) => {
        if (!termAt(event.target)) return
        event.preventDefault()
        show(event)
      }}
    >
      {children}
      {shown?.word.isConnected
        ? createPortal(
            <div
              id={id}
              role="tooltip"
              className={styles.definition}
              style={placeBeside(shown.word)}
              onMouseEnter={() => clearTimeout(leaving.current)}
              onMouseLeave={leave}
            >
              <b>{shown.entry.term[language]}</b> <LessonLine html={shown.entry.definition} />
            </div>,
            // Nothing else lies above an open dialog.
            shown.word.closest('dialog') ?? document.body,
          )
        : null}
    </div>
  )
}

function termAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.term[data-term]') : null
}

/** Below the word, or above where there is more room. */
function placeBeside(word: HTMLElement): { left: number; width: number; top?: number; bottom?: number } {
  const box = word.getBoundingClientRect()
  const width = Math.min(WIDTH_PX, innerWidth - 2 * MARGIN_PX)
  const left = Math.max(MARGIN_PX, Math.min(box.left, innerWidth - width - MARGIN_PX))
  return box.bottom > innerHeight * 0.65 ? { left, width, bottom: innerHeight - box.top + 4 } : { left, width, top: box.bottom + 4 }
}
