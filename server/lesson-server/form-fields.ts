/** What the shop accepts from its forms. What people type becomes a value in a session, never a key of it. */
import { LIMITS } from '../config.js'
import { findBook } from '../protocol/catalogue.js'
import type { CartLine } from './session-data.js'

/** Most books that a cart holds; as many as a simulated user may buy. */
export const maxCartLines = LIMITS.crowdCartItems

/** One field of a parsed form; undefined when there was no form (another content type) or no such field. */
function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined
}

/** The name of a login form: 1 to LIMITS.nameLength characters, none of them a control character; null when it is anything else. */
export function readName(body: unknown): string | null {
  const value = field(body, 'name')
  if (typeof value !== 'string') return null
  const name = value.trim()
  return name.length > 0 && name.length <= LIMITS.nameLength && !/\p{Cc}/u.test(name) ? name : null
}

/** The books that a form's `item` fields name, as lines of a cart; null when one of them is not in the catalogue, or none came. */
export function readCartLines(body: unknown, language: 'en' | 'pt-BR'): CartLine[] | null {
  const items = [field(body, 'item')].flat()
  const lines: CartLine[] = []
  for (const item of items) {
    const book = typeof item === 'string' ? findBook(item) : undefined
    if (!book) return null
    lines.push({ id: book.id, title: book.title[language], price: book.priceCents / 100 })
  }
  return lines
}
