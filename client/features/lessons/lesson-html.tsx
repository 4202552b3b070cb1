import { useTranslation } from 'react-i18next'
import type { Language, Localized } from '../../../server/protocol/lessons.js'
import styles from './lesson-html.module.css'

/** The reader's language, as lessons name it. */
export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return i18n.language === 'pt-BR' ? 'pt-BR' : 'en'
}

/** A text of a lesson. The server rendered it from Markdown without raw HTML (server/curriculum/markdown.ts), so that it holds no markup but its own. */
export function LessonHtml({ html, className = '' }: { readonly html: Localized; readonly className?: string | undefined }) {
  const language = useLanguage()
  // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered by our own server with html: false
  return <div className={`${styles.text} ${className}`} dangerouslySetInnerHTML={{ __html: html[language] }} />
}

/** One line of it, without a paragraph around. */
export function LessonLine({ html }: { readonly html: Localized }) {
  const language = useLanguage()
  // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered by our own server with html: false
  return <span className={styles.line} dangerouslySetInnerHTML={{ __html: html[language] }} />
}
