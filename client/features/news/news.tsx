import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { ConnectionNews } from './connection-news.js'
import styles from './news.module.css'

/** Nothing has happened yet when the page comes, so it does not wait for this. */
const loadSandboxNews = async () => {
  const [{ SandboxNews }] = await Promise.all([import('./sandbox-news.js'), loadLaterTexts('news', 'problems')])
  return { default: SandboxNews }
}

/** What just happened, below the panes. Empty most of the time. */
export function News() {
  const { t } = useTranslation('shell')
  return (
    <section className={styles.list} aria-label={t('news.label')}>
      <ConnectionNews />
      <LazyPart load={loadSandboxNews} meanwhile={null} />
    </section>
  )
}
