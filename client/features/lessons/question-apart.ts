import type { Localized } from '../../../server/protocol/language.js'
import { LANGUAGES } from '../../i18n/index.js'

export interface Asked {
  readonly text: Localized
  /** Its last paragraph; null: it ends with something else. */
  readonly question: Localized | null
}

/** As server/curriculum/markdown.ts renders one: a paragraph within a list or a quotation is followed by its end. */
const LAST_PARAGRAPH = /<p>(?:(?!<p>).)*<\/p>\s*$/s

/** A text of a step that asks something, and the question with which it ends: they stand apart, since the question stays in sight with its answers. */
export function questionApart(body: Localized): Asked {
  if (LANGUAGES.some((language) => !LAST_PARAGRAPH.test(body[language]))) return { text: body, question: null }
  const part = (of: (html: string, from: number) => string) =>
    Object.fromEntries(LANGUAGES.map((language) => [language, of(body[language], body[language].search(LAST_PARAGRAPH))])) as unknown as Localized
  return { text: part((html, from) => html.slice(0, from)), question: part((html, from) => html.slice(from)) }
}
