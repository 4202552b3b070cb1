import { useTranslation } from 'react-i18next'
import { useDashboard } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatCoarse } from '../../ui/format.js'
import { NewsItem } from '../../ui/news-item.js'
import { RichText } from '../../ui/rich-text.js'
import { useElapsed } from '../../ui/use-now.js'

/** A blink of less than this is not worth a sentence. */
const QUIET_MS = 800

/** The connection to the sandbox itself: silent, lost, kept away, renewed, refused. */
export function ConnectionNews() {
  const { t, i18n } = useTranslation('shell')
  const connection = useDashboard((state) => state.connection)
  const elapsed = useElapsed(connection.since)
  if (connection.phase === 'reloading') return <NewsItem tone="calm" title={t('news.reloading')} />
  if (connection.phase === 'refused') {
    return (
      <NewsItem tone="bad" title={t('news.refusedPage.title')} actions={<Reload />}>
        {t('news.refusedPage.text')}
      </NewsItem>
    )
  }
  // A page that needs the token asks for it in a form of its own.
  if (connection.phase === 'live' || connection.phase === 'locked' || connection.phase === 'wrong-token' || elapsed < QUIET_MS) return null
  const duration = formatCoarse(i18n.language, elapsed)
  const { phase, obstacle } = connection
  if (phase !== 'silent' && obstacle === 'stream-blocked') {
    return (
      <NewsItem tone="bad" title={t('news.blocked.title')} actions={<Reload />}>
        <RichText text={t('news.blocked.text', { duration })} />
      </NewsItem>
    )
  }
  if (phase === 'connecting') {
    return obstacle === null ? null : (
      <NewsItem tone="bad" title={t('news.unreachable.title')} actions={<Reload />}>
        <RichText text={t('news.unreachable.text', { duration, host: location.host })} />
      </NewsItem>
    )
  }
  return (
    <NewsItem tone="warn" title={t(`news.${phase}.title`)}>
      <RichText text={t(`news.${phase}.text`, { duration })} />
    </NewsItem>
  )
}

function Reload() {
  const { t } = useTranslation('shell')
  return (
    <Button looks onClick={() => location.reload()}>
      {t('reload')}
    </Button>
  )
}
