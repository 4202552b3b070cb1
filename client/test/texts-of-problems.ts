import type { Language } from '../../server/protocol/language.js'
import { setUpTexts } from '../i18n/index.js'
import { loadLaterTexts } from '../i18n/later.js'

/** The texts of a page that has been open for a moment: with those of problems and news, which come right after the others. */
export async function setUpTextsAndProblems(language: Language): Promise<void> {
  await setUpTexts(language)
  await loadLaterTexts('problems', 'news')
}
