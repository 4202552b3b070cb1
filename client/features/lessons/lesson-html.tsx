import { useTranslation } from 'react-i18next'
import type { Language, Localized } from '../../../server/protocol/language.js'
import { LANGUAGES } from '../../i18n/index.js'
import { useDashboard } from '../../state/use-dashboard.js'
import styles from './lesson-html.module.css'

/** The reader's language, as lessons name it. */
export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return LANGUAGES.find((language) => language === i18n.language) ?? 'en'
}

/** The shop's port where nothing else has it, as lessons write it in commands for the terminal. */
const USUAL_SHOP = 'localhost:4100'

/** The text in the reader's language, with the shop where it really is. */
function useHtml(html: Localized): { readonly __html: string } {
  const language = useLanguage()
  const port = useDashboard(({ snapshot }) => snapshot?.launch.shopPort)
  return { __html: port === undefined ? html[language] : html[language].replaceAll(USUAL_SHOP, `localhost:${port}`) }
}

/** A text of a lesson. The server rendered it from Markdown without raw HTML (server/curriculum/markdown.ts), so that it holds no markup but its own. */
export function LessonHtml({ html, className = '' }: { readonly html: Localized; readonly className?: string | undefined }) {
  const text = useHtml(html)
  // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered by our own server with html: false
  return <div className={`${styles.text} ${className}`} dangerouslySetInnerHTML={text} />
}

/** One line of it, without a paragraph around. */
export function LessonLine({ html }: { readonly html: Localized }) {
  const text = useHtml(html)
  // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered by our own server with html: false
  return <span className={styles.line} dangerouslySetInnerHTML={text} />
}
