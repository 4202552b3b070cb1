/** Turns a stored document into lines of coloured parts, with what the last request changed. Pure; the view only paints them. */
import diff from 'microdiff'
import type { StoredForm } from '../../../server/protocol/stores.js'

export type DocumentPath = readonly (string | number)[]
export type TokenKind = 'key' | 'mark' | 'text' | 'value' | 'id' | 'summary'
export interface Token {
  readonly kind: TokenKind
  readonly text: string
}
export type ChangeMark = 'new' | 'changed' | 'removed'

export interface DocumentLine {
  /** Path in the document, and `/end` for a closing bracket: unique. */
  readonly key: string
  readonly depth: number
  readonly tokens: readonly Token[]
  readonly change: ChangeMark | null
  /** The first line of a change: the one that says the word. */
  readonly changeStarts: boolean
  /** Epoch ms of a date on this line, to be said as "in 14 d". */
  readonly date: number | null
  /** Present on the line that folds and unfolds the cookie part. */
  readonly fold: 'open' | 'closed' | null
}

export interface DocumentView {
  readonly sessionId: string
  readonly document: Readonly<Record<string, unknown>>
  /** undefined: nothing to compare with; null: the document did not exist. */
  readonly previous: Readonly<Record<string, unknown>> | null | undefined
  /** Is the `cookie` part unfolded? */
  readonly cookieOpen: boolean
  /** How it is kept: `json-string` and `key` show it as the string that it is, the first under its id. */
  readonly form: StoredForm
}

type Container = Record<string, unknown> | readonly unknown[]
interface Scope {
  /** Paths of what stands in the document as a JSON text. */
  readonly texts: ReadonlySet<string>
  readonly view: DocumentView
  readonly changes: ReadonlyMap<string, { readonly change: ChangeMark; readonly oldValue: unknown; readonly path: DocumentPath }>
  readonly lines: DocumentLine[]
}
interface Place {
  readonly path: DocumentPath
  readonly depth: number
  readonly label: readonly Token[]
  readonly comma: string
  readonly inherited: ChangeMark | null
}

const INLINE_CHARACTERS = 64
const mark = (text: string): Token => ({ kind: 'mark', text })
const pathKey = (path: DocumentPath): string => JSON.stringify(path)

/** The lines of a document, brackets and changes included. */
export function documentLines(view: DocumentView): readonly DocumentLine[] {
  const texts = new Set<string>()
  const document = unfoldTexts(view.document, [], texts)
  const scope: Scope = { view, changes: changesOf(view, document), texts, lines: [] }
  const isString = view.form === 'json-string' || view.form === 'key'
  const label: Token[] = view.form === 'json-string' ? [{ kind: 'id', text: JSON.stringify(view.sessionId) }, mark(": '")] : isString ? [mark("'")] : []
  emitContainer(scope, document, { path: [], depth: 0, label, comma: isString ? "'" : '', inherited: null })
  const first = scope.lines[0]
  if (view.previous === null && first !== undefined) scope.lines[0] = { ...first, change: 'new', changeStarts: true }
  return scope.lines
}

/** Changes by path, from microdiff. */
function changesOf({ previous }: DocumentView, document: Readonly<Record<string, unknown>>): Scope['changes'] {
  if (previous === null || previous === undefined) return new Map()
  const words = { CREATE: 'new', CHANGE: 'changed', REMOVE: 'removed' } as const
  return new Map(
    diff(unfoldTexts(previous), document).map((change) => [
      pathKey(change.path),
      { change: words[change.type], oldValue: 'oldValue' in change ? change.oldValue : undefined, path: change.path },
    ]),
  )
}

/**
 * The document with what some stores keep in it as a JSON text (a field, a column) as the object that it says.
 *
 * @param texts gets the paths of these
 */
function unfoldTexts(document: Readonly<Record<string, unknown>>, path: DocumentPath = [], texts: Set<string> = new Set()): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => {
      const inside = typeof value === 'string' ? jsonObject(value) : null
      if (inside === null) return [key, value]
      texts.add(pathKey([...path, key]))
      return [key, inside]
    }),
  )
}

/** null: the text is none of a JSON object. */
function jsonObject(text: string): Record<string, unknown> | null {
  if (!/^\{.*\}$/s.test(text)) return null
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}

/** What happened at a path: itself new or changed, or `changed` when something that stands on the same line is. */
function changeAt(scope: Scope, path: DocumentPath, wholeSubtree: boolean): ChangeMark | null {
  const own = scope.changes.get(pathKey(path))
  if (own !== undefined && own.change !== 'removed') return own.change
  if (!wholeSubtree) return null
  const below = [...scope.changes.values()].some((change) => path.every((part, index) => change.path[index] === part))
  return below ? 'changed' : null
}

function emit(scope: Scope, value: unknown, place: Place): void {
  const isCookie = isCookiePath(place.path) && isContainer(value)
  const isText = scope.texts.has(pathKey(place.path))
  if (isContainer(value) && (isText || (isCookie ? scope.view.cookieOpen : !isInline(value)))) {
    const quoted = isText ? { ...place, label: [...place.label, mark("'")], comma: `'${place.comma}` } : place
    emitContainer(scope, value, quoted, isCookie ? 'open' : null)
    return
  }
  const tokens = isCookie ? [cookieSummary(value)] : inlineTokens(scope.view.sessionId, value)
  const own = place.inherited ?? changeAt(scope, place.path, true)
  scope.lines.push({
    key: pathKey(place.path),
    depth: place.depth,
    tokens: [...place.label, ...tokens, ...comma(place)],
    change: own,
    changeStarts: own !== null && place.inherited === null,
    date: isCookie ? null : dateOf(value),
    fold: isCookie ? 'closed' : null,
  })
}

function emitContainer(scope: Scope, value: Container, place: Place, fold: DocumentLine['fold'] = null): void {
  const own = place.inherited ?? changeAt(scope, place.path, false)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const base = { depth: place.depth, change: own, date: null }
  scope.lines.push({ ...base, key: pathKey(place.path), tokens: [...place.label, mark(open)], changeStarts: own !== null && place.inherited === null, fold })
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  const depth = place.depth + 1
  entries.forEach(([key, child], index) => {
    emit(scope, child, { path: [...place.path, key], depth, label: labelOf(key), comma: index < entries.length - 1 ? ',' : '', inherited: own })
  })
  for (const gone of scope.changes.values()) {
    if (gone.change !== 'removed' || pathKey(gone.path.slice(0, -1)) !== pathKey(place.path)) continue
    const key = gone.path[gone.path.length - 1] ?? ''
    const tokens = [...labelOf(key), ...inlineTokens(scope.view.sessionId, gone.oldValue)]
    scope.lines.push({ key: `${pathKey(gone.path)}/gone`, depth, tokens, change: 'removed', changeStarts: true, date: null, fold: null })
  }
  scope.lines.push({ ...base, key: `${pathKey(place.path)}/end`, tokens: [mark(close), ...comma(place)], changeStarts: false, fold: null })
}

const comma = (place: Place): Token[] => (place.comma === '' ? [] : [mark(place.comma)])
const labelOf = (key: string | number): Token[] =>
  typeof key === 'number' ? [] : [{ kind: 'key', text: /^[\w$]+$/.test(key) ? key : JSON.stringify(key) }, mark(': ')]
const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null && extendedScalar(value) === null
const isCookiePath = (path: DocumentPath): boolean => path.at(-1) === 'cookie' && path.length <= 2

/** One line is enough for a short container that holds only plain values. */
function isInline(value: Container): boolean {
  const children = Object.values(value)
  return children.length === 0 || (!children.some(isContainer) && JSON.stringify(value).length <= INLINE_CHARACTERS)
}

/** Text of a value of MongoDB's Extended JSON (`{"$date": …}`, `{"$oid": …}`, `{"$numberLong": …}`); null for anything else. */
function extendedScalar(value: object): string | null {
  const [entry, ...more] = Object.entries(value)
  if (entry === undefined || more.length > 0 || !/^\$(date|oid|number(Int|Long|Double|Decimal))$/.test(entry[0])) return null
  const held: unknown = entry[1]
  if (typeof held !== 'object' || held === null) return String(held)
  const ms = Number(Object.values(held)[0])
  return Number.isFinite(ms) ? new Date(ms).toISOString() : JSON.stringify(held)
}

/** Epoch ms when the value is a date: BSON's, or a JSON text of the form that `Date.prototype.toJSON` gives. */
function dateOf(value: unknown): number | null {
  const text = typeof value === 'object' && value !== null && '$date' in value ? extendedScalar(value) : value
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)) return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? null : ms
}

function inlineTokens(sessionId: string, value: unknown): Token[] {
  if (value === sessionId) return [{ kind: 'id', text: JSON.stringify(value) }]
  if (typeof value !== 'object' || value === null) return [{ kind: 'value', text: JSON.stringify(value) ?? 'undefined' }]
  const scalar = extendedScalar(value)
  if (scalar !== null) return [{ kind: 'value', text: scalar }]
  const isArray = Array.isArray(value)
  const [open, close] = isArray ? ['[', ']'] : ['{ ', ' }']
  const entries: readonly (readonly [string | number, unknown])[] = isArray ? [...value.entries()] : Object.entries(value)
  if (entries.length === 0) return [mark(isArray ? '[]' : '{}')]
  const parts = entries.flatMap(([key, child], index) => [...(index > 0 ? [mark(', ')] : []), ...labelOf(key), ...inlineTokens(sessionId, child)])
  return [mark(open), ...parts, mark(close)]
}

/** `{ originalMaxAge, expires, … }` */
function cookieSummary(value: Container): Token {
  const keys = Object.keys(value)
  const shown = keys.slice(0, 2).join(', ')
  return { kind: 'summary', text: keys.length > 2 ? `{ ${shown}, … }` : `{ ${shown} }` }
}
