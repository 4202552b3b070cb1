import i18next, { type Resource } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../../server/protocol/language.js'
import { loadWantedTexts } from './later.js'

/** Each language is a file of its own, so that a reader fetches one. */
const TEXTS: Record<Language, () => Promise<Resource[string]>> = {
  en: async () => (await import('./en/index.js')).en,
  'pt-BR': async () => (await import('./pt-BR/index.js')).ptBR,
}

/** The languages of the page, as the server names them. */
export const LANGUAGES = Object.keys(TEXTS) as readonly Language[]

/** Prepares i18next with the texts of one language in place. No fallback is needed: a missing key does not compile. */
export async function setUpTexts(language: Language): Promise<void> {
  const texts = await TEXTS[language]()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: [...LANGUAGES],
    load: 'currentOnly',
    defaultNS: 'shell',
    ns: Object.keys(texts),
    resources: { [language]: texts },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}

/** Fetches the texts of another language, if they are not here yet. */
export async function loadTexts(language: Language): Promise<void> {
  await loadWantedTexts(language)
  if (i18next.hasResourceBundle(language, 'shell')) return
  for (const [namespace, texts] of Object.entries(await TEXTS[language]())) i18next.addResourceBundle(language, namespace, texts)
}
