/**
 * Words of the trade with a pop-up, wherever a text of a pane holds one: the JSX runtime (text-of-its-own.ts) puts each such text through here, so that no
 * component can forget it. What the pop-up says is a matter of the glossary; here the word becomes an element that it knows (`data-term`).
 */
import { createContext, createElement, type Key, type ReactNode, useContext, useMemo } from 'react'
import words from './trade-words.json'

/**
 * The words of the trade, by the entry of lessons/glossary.yml that explains them: in each language as a regular expression over whole words.
 * The first that fits counts.
 */
const TRADE_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = words

/** How the texts below are read; null: as they are, as within a control, which has no room for another one. */
interface TermsMode {
  readonly language: string
  /** Is each a stop of the Tab key? Not where rows upon rows hold the same few. */
  readonly areStops: boolean
}
export const TermsContext = createContext<TermsMode | null>(null)

/** An element that no style sheet speaks of, and that browsers show in the line like the text itself. */
export const TEXT = 'ui-text'

/** A word of the trade, with the brackets, quotes and stops that touch it: a line may break beside a button, and these belong to the word. */
interface Word {
  readonly id: string
  readonly word: string
  readonly before: string
  readonly after: string
}
type Piece = string | Word

const LANGUAGES = [...new Set(Object.values(TRADE_WORDS).flatMap((each) => Object.keys(each)))]
const IDS = Object.keys(TRADE_WORDS)
/** Each entry is a group of its own, in the order of IDS; the first group is what stands before. No look-behind: older browsers have none. */
const PATTERNS = Object.fromEntries(
  LANGUAGES.map((language) => [
    language,
    new RegExp(`(^|[^\\p{L}\\d_-])(?:${IDS.map((id) => `(${TRADE_WORDS[id]?.[language]})`).join('|')})(?![\\p{L}\\d_])`, 'gu'),
  ]),
)
const NOTHING = /(?!)/g
/** What stays with a word: no dash, after which a line may break. */
const BEFORE = /[\p{Ps}\p{Pi}]+$/u
const AFTER = /^(?:[\p{Pe}\p{Pf}\p{Po}](?:s(?!\p{L}))?)+/u
const ANY = new RegExp(LANGUAGES.map((language) => PATTERNS[language]?.source).join('|'), 'u')
const WHOLE = new RegExp(`^(?:${IDS.map((id) => TRADE_WORDS[id]?.en).join('|')})$`)

/** Texts come again with each rendering; most have no letters, or are known. */
const known = new Map<string, boolean>()
const piecesKnown = new Map<string, readonly Piece[]>()
const MOST_KNOWN = 1_000

/** May it hold a word of the trade, in any language? */
export function mayHoldTerm(text: string): boolean {
  return /[A-Za-z]{2}/.test(text) && remembered(known, text, () => ANY.test(text))
}

function remembered<T>(values: Map<string, T>, key: string, make: () => T): T {
  const before = values.get(key)
  if (before !== undefined) return before
  if (values.size >= MOST_KNOWN) values.clear()
  const value = make()
  values.set(key, value)
  return value
}

/** Is it one, and nothing else? Then it may have its pop-up in code as well. */
export function isTerm(text: string): boolean {
  return WHOLE.test(text)
}

/** A text that may hold one. */
export function termed(text: string, key?: Key): ReactNode {
  return createElement(Termed, { text, ...(key !== undefined && { key }) })
}

/** The texts below stay as they are. */
export function withoutTerms(...children: readonly ReactNode[]): ReactNode {
  return createElement(TermsContext.Provider, { value: null }, ...children)
}

/** Below, are words of the trade stops of the Tab key? */
export function TermStops({ are, children }: { readonly are: boolean; readonly children: ReactNode }): ReactNode {
  const mode = useContext(TermsContext)
  const value = useMemo(() => mode && { ...mode, areStops: are }, [mode, are])
  return createElement(TermsContext.Provider, { value }, children)
}

function Termed({ text }: { readonly text: string }): ReactNode {
  const mode = useContext(TermsContext)
  const pieces = mode === null ? [text] : piecesOf(text, mode.language)
  return pieces.map((piece, place) =>
    typeof piece === 'string' ? createElement(TEXT, { key: place }, piece) : createElement(TermWord, { key: place, ...piece, isStop: mode?.areStops === true }),
  )
}

function TermWord({ id, word, before, after, isStop }: Word & { readonly isStop: boolean }): ReactNode {
  const own = createElement(isStop ? 'button' : 'span', { className: 'term', 'data-term': id, ...(isStop && { type: 'button' }) }, word)
  if (before === '' && after === '') return own
  return createElement(
    TEXT,
    { className: 'unparted' },
    ...[before, own, after].map((part) => (typeof part === 'string' ? createElement(TEXT, null, part) : part)),
  )
}

/** A text, taken apart at its words of the trade. */
function piecesOf(text: string, language: string): readonly Piece[] {
  return remembered(piecesKnown, `${language} ${text}`, () => takenApart(text, language))
}

function takenApart(text: string, language: string): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(PATTERNS[language] ?? NOTHING)) {
    const place = match.slice(2).findIndex((group) => group !== undefined)
    const word = match[place + 2] ?? ''
    const from = match.index + (match[1] ?? '').length
    const before = BEFORE.exec(text.slice(end, from))?.[0] ?? ''
    const after = AFTER.exec(text.slice(from + word.length))?.[0] ?? ''
    if (from - before.length > end) pieces.push(text.slice(end, from - before.length))
    pieces.push({ id: IDS[place] ?? '', word, before, after })
    end = from + word.length + after.length
  }
  if (end < text.length) pieces.push(text.slice(end))
  return pieces
}
