import { useTranslation } from 'react-i18next'
import { nameInCode, SESSION_OPTIONS } from '../../../server/protocol/session-options.js'
import type { ConfigurationChange } from '../../../server/protocol/timeline.js'
import { useShopWords } from '../../i18n/shop-words.js'
import { formatDuration } from '../../ui/format.js'
import styles from './details.module.css'

/** What a change of the options, or of the shop, changed: each with what it was before. */
export function Changes({ changed }: { readonly changed: readonly ConfigurationChange[] }) {
  const { t } = useTranslation('timeline')
  const value = useValueWords()
  if (changed.length === 0) return <>{t('change.nothing')}</>
  return (
    <ul className={styles.changes}>
      {changed.map((change) => (
        <li key={change.option}>
          {change.option === 'shop' ? t('change.shop') : <code>{change.option === 'secrets' ? 'secret' : nameInCode(change.option)}</code>}{' '}
          {value(change, change.from)} → <b>{value(change, change.to)}</b>
        </li>
      ))}
    </ul>
  )
}

function useValueWords(): (change: ConfigurationChange, value: string | number | boolean | null) => string {
  const { t, i18n } = useTranslation('timeline')
  const shopWords = useShopWords()
  return (change, value) => {
    if (change.option === 'shop') return shopWords(String(value)).title
    if (typeof value === 'boolean') return t(value ? 'on' : 'off')
    if (value === null) return t('change.notSet')
    if (typeof value !== 'number') return value
    const isDuration = change.option !== 'secrets' && SESSION_OPTIONS[change.option].values.kind === 'duration'
    return isDuration ? formatDuration(i18n.language, value) : String(value)
  }
}
