import i18next from 'i18next'
import type { Language } from '../../server/protocol/language.js'
import { recall, remember } from '../state/remembered.js'
import { LANGUAGES, loadTexts, setUpTexts } from './index.js'

const KEY = 'language'

function isLanguage(value: string | null): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/** The language to begin with: the link's (`?lang=`), else the one chosen before, else the browser's first that we speak, else English. */
export function chooseLanguage(search: string, remembered: string | null, wanted: readonly string[]): Language {
  const linked = new URLSearchParams(search).get('lang')
  if (isLanguage(linked)) return linked
  if (isLanguage(remembered)) return remembered
  for (const tag of wanted) {
    const spoken = LANGUAGES.find((language) => language.slice(0, 2) === tag.slice(0, 2).toLowerCase())
    if (spoken) return spoken
  }
  return 'en'
}

/** Sets the texts up in the reader's language, before the first paint. */
export async function startLanguage(): Promise<void> {
  const language = chooseLanguage(location.search, recall(KEY), navigator.languages ?? [])
  await setUpTexts(language)
  document.documentElement.lang = language
}

/** Speaks another language, remembers it, and keeps it in the link. */
export async function changeLanguage(language: Language): Promise<void> {
  await loadTexts(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  remember(KEY, language)
  const url = new URL(location.href)
  url.searchParams.set('lang', language)
  history.replaceState(null, '', url)
}
