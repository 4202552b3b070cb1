import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../server/protocol/language.js'
import { tellLanguage } from '../state/told-language.js'
import { useDashboard } from '../state/use-dashboard.js'

/** Tells the sandbox in which language the page speaks, so that the shop and its pages follow. */
export function LanguageFollower() {
  const { i18n } = useTranslation()
  const language = i18n.language as Language
  const live = useDashboard((state) => state.connection.phase === 'live')

  useEffect(() => {
    if (live) void tellLanguage(language)
  }, [live, language])
  return null
}
