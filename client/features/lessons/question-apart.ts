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
  const at = Object.fromEntries(LANGUAGES.map((language) => [language, body[language].search(LAST_PARAGRAPH)])) as Record<keyof Localized, number>
  if (LANGUAGES.some((language) => at[language] === -1)) return { text: body, question: null }
  const part = (of: (html: string, from: number) => string): Localized => ({ en: of(body.en, at.en), 'pt-BR': of(body['pt-BR'], at['pt-BR']) })
  return { text: part((html, from) => html.slice(0, from)), question: part((html, from) => html.slice(from)) }
}
