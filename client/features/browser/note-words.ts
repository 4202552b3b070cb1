import { useTranslation } from 'react-i18next'
import type { CookieNote } from '../../../server/protocol/cookie-verdict.js'
import { formatNumber } from '../../ui/format.js'

/** What a browser does otherwise than a line seems to say, as a sentence with tags in it. The words come later: see `loadLaterTexts`. */
export function useNoteWords(): (note: CookieNote) => string {
  const { t, i18n } = useTranslation('verdicts')
  const number = (value: number) => formatNumber(i18n.language, value)
  return (note) => {
    switch (note.code) {
      case 'attribute-too-long':
        return t('note.attribute-too-long', { name: note.name, limitBytes: number(note.limitBytes) })
      case 'server-clock-off':
        return t('note.server-clock-off', { offBySeconds: number(note.offBySeconds) })
      case 'evicted':
        return t('note.evicted', { shown: number(note.count) })
      default:
        return t(`note.${note.code}`, { ...note })
    }
  }
}
