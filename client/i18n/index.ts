import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en/index.js'
import { ptBR } from './pt-BR/index.js'

/** The languages of the page, as the server names them. */
export const LANGUAGES = ['en', 'pt-BR'] as const
export type Language = (typeof LANGUAGES)[number]

/** Prepares i18next with all texts in place; nothing is loaded later. */
export async function setUpTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    supportedLngs: [...LANGUAGES],
    defaultNS: 'shell',
    ns: Object.keys(en),
    resources: { en, 'pt-BR': ptBR },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}
