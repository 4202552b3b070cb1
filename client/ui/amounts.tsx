import { useTranslation } from 'react-i18next'
import { bytesAmount, durationAmount, formatCoarse, formatDate, formatNumber } from './format.js'
import { useNow } from './use-now.js'

/** A number, grouped as the language has it, in figures of equal width. */
export function Num({ value, digits = 0 }: { readonly value: number; readonly digits?: number }) {
  const { i18n } = useTranslation()
  return <span className="num">{formatNumber(i18n.language, value, digits)}</span>
}

/** A size: "41.2 MB". */
export function Bytes({ value }: { readonly value: number }) {
  const { i18n } = useTranslation()
  const amount = bytesAmount(i18n.language, value)
  return (
    <span className="num">
      {amount.value}&nbsp;{amount.unit}
    </span>
  )
}

/** A duration in ms: "1.4 s". */
export function Duration({ ms }: { readonly ms: number }) {
  const { i18n } = useTranslation()
  const amount = durationAmount(i18n.language, ms)
  return (
    <span className="num">
      {amount.value}&nbsp;{amount.unit}
    </span>
  )
}

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
