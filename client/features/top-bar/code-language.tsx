import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceCode } from '../../../server/protocol/command-results.js'
import { recall, remember } from '../../state/remembered.js'
import styles from './code-dialog.module.css'

export type CodeLanguage = keyof SourceCode

const KEY = 'code-language'
/** Proper names. */
const NAMES: Readonly<Record<CodeLanguage, string>> = { javascript: 'JavaScript', typescript: 'TypeScript' }
const CODE_LANGUAGES = Object.keys(NAMES) as readonly CodeLanguage[]

/** In which language the code is read, as it was chosen last. */
export function useCodeLanguage(): readonly [CodeLanguage, (language: CodeLanguage) => void] {
  const [language, setLanguage] = useState<CodeLanguage>(() => CODE_LANGUAGES.find((each) => each === recall(KEY)) ?? 'javascript')
  return [
    language,
    (chosen) => {
      remember(KEY, chosen)
      setLanguage(chosen)
    },
  ]
}

export function CodeLanguageChoice({ language, onChoose }: { readonly language: CodeLanguage; readonly onChoose: (language: CodeLanguage) => void }) {
  const { t } = useTranslation('code')
  return (
    <fieldset className={styles.languages}>
      <legend className="visually-hidden">{t('writtenIn')}</legend>
      {CODE_LANGUAGES.map((each) => (
        <label key={each} translate="no">
          <input data-looks="" type="radio" name="code-language" value={each} checked={language === each} onChange={() => onChoose(each)} />
          {NAMES[each]}
        </label>
      ))}
    </fieldset>
  )
}
