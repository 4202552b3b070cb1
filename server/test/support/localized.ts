/** A text in every language, made up for a test: one for English, one for all others. */
import { LANGUAGES, type Localized } from '../../protocol/language.js'

export function localized(english: string, others: string = english): Localized {
  return Object.fromEntries(LANGUAGES.map((language) => [language, language === 'en' ? english : others])) as Localized
}
