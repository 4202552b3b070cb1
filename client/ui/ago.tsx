import { useTranslation } from 'react-i18next'
import { formatCoarse, formatDate } from './format.js'
import { useNow } from './use-now.js'

/** How long ago, or how far ahead, a moment is: "2 s ago", "in 14 d". Ticks by itself; the exact time is in its title. */
export function Ago({ at }: { readonly at: number }) {
  const { t, i18n } = useTranslation('shell')
  const now = useNow()
  const distance = now - at
  const duration = formatCoarse(i18n.language, Math.abs(distance))
  const text = Math.abs(distance) < 1_000 ? t('ago.now') : distance > 0 ? t('ago.past', { duration }) : t('ago.future', { duration })
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={formatDate(i18n.language, at)}>
      {text}
    </time>
  )
}
