/** The languages that every lesson is written in. */
import type { Language, Localized } from '../protocol/lessons.js'

export const LANGUAGES: readonly Language[] = ['en', 'pt-BR']

/** One text for each language, from what there is in each. */
export function each<T>(texts: Readonly<Record<Language, T>>, word: (text: T) => string): Localized {
  return { en: word(texts.en), 'pt-BR': word(texts['pt-BR']) }
}
