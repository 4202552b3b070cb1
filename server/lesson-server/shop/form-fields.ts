/** What the shop accepts from its forms. What people type becomes a value in a session, never a key of it. */
import type { Book } from '../../protocol/catalogue.js'
import type { Language } from '../../protocol/language.js'
import type { CartLine } from './session-data.js'

const maxNameLength = 40
/** Most books that a cart holds; a simulated user buys no more (LIMITS.crowdCartItems). */
export const maxCartLines = 200

/** One field of a parsed form; undefined when there was no form (another content type) or no such field. */
function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined
}

/** The name of a login form: 1 to 40 characters, none of them a control character; null when it is anything else. */
export function readName(body: unknown): string | null {
  const value = field(body, 'name')
  if (typeof value !== 'string') return null
  const name = value.trim()
  return name.length > 0 && name.length <= maxNameLength && !/\p{Cc}/u.test(name) ? name : null
}

/** The books that a form's `item` fields name, as lines of a cart; null when the shop does not sell one of them, or none came. */
export function readCartLines(books: readonly Book[], body: unknown, language: Language): CartLine[] | null {
  const items = [field(body, 'item')].flat()
  const lines: CartLine[] = []
  for (const item of items) {
    const book = books.find(({ id }) => id === item)
    if (!book) return null
    lines.push({ id: book.id, title: book.title[language], price: book.priceCents / 100 })
  }
  return lines
}
