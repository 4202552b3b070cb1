import { useTranslation } from 'react-i18next'
import type { Language } from '../../../server/protocol/language.js'
import { LANGUAGES } from '../../i18n/index.js'
import { changeLanguage } from '../../i18n/language.js'
import { notify } from '../../state/notices.js'
import styles from './language-choice.module.css'

const NAMES: Record<Language, { readonly short: string; readonly full: string }> = {
  en: { short: 'EN', full: 'English' },
  'pt-BR': { short: 'PT', full: 'Português (Brasil)' },
}

async function choose(language: Language): Promise<void> {
  try {
    await changeLanguage(language)
  } catch {
    // The texts of a language are a file of their own, fetched when they are first needed.
    notify({ code: 'server-away', message: 'A file of the page did not come. Is the sandbox still running?', params: { state: 'part-missing' } })
  }
}

/** The page's language; the shop and its pages follow. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation('shell')
  return (
    <span className={styles.place}>
      <span aria-hidden className={styles.face}>
        {NAMES[i18n.language as Language]?.short ?? 'EN'}
      </span>
      <select data-looks="" aria-label={t('bar.language')} value={i18n.language} onChange={(event) => void choose(event.target.value as Language)}>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {NAMES[language].full}
          </option>
        ))}
      </select>
    </span>
  )
}
