import { useTranslation } from 'react-i18next'
import { useDashboard } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatCoarse } from '../../ui/format.js'
import { NewsItem } from '../../ui/news-item.js'
import { RichText } from '../../ui/rich-text.js'
import { useNow } from '../../ui/use-now.js'

/** A blink of less than this is not worth a sentence. */
const QUIET_MS = 800

/** The connection to the sandbox itself: lost, renewed, refused. */
export function ConnectionNews() {
  const { t, i18n } = useTranslation('shell')
  const connection = useDashboard((state) => state.connection)
  const now = useNow()
  if (connection.phase === 'reloading') return <NewsItem tone="calm" title={t('news.reloading')} />
  if (connection.phase === 'refused') {
    return (
      <NewsItem tone="bad" title={t('news.refusedPage.title')} actions={<Button onClick={() => location.reload()}>{t('news.refusedPage.reload')}</Button>}>
        {t('news.refusedPage.text')}
      </NewsItem>
    )
  }
  if (connection.phase !== 'lost' || now - connection.since < QUIET_MS) return null
  return (
    <NewsItem tone="warn" title={t('news.lost.title')}>
      <RichText text={t('news.lost.text', { duration: formatCoarse(i18n.language, now - connection.since) })} />
    </NewsItem>
  )
}
