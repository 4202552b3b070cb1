/** The languages in which the sandbox speaks. To add one, add it here: what else has to speak it does not compile until it does. */

/** The first is the one that is spoken where somebody asks for none of them. */
export const LANGUAGES = ['en', 'pt-BR'] as const
export type Language = (typeof LANGUAGES)[number]

/** The same text in every language. */
export type Localized = Readonly<Record<Language, string>>

/** A text in each language, from what there is in each. */
export function inEach<T, U>(texts: Readonly<Record<Language, T>>, word: (text: T, language: Language) => U): Readonly<Record<Language, U>> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, word(texts[language], language)])) as Record<Language, U>
}
