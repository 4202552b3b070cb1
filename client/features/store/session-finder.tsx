import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../state/limits.js'
import { formatNumber } from '../../ui/format.js'
import styles from './store.module.css'

const DEBOUNCE_MS = 220

export interface SessionFinderProps {
  readonly onSearch: (text: string) => void
  /** Sessions there are, or that match; null: not known yet. */
  readonly count: number | null
  readonly isMore: boolean
  readonly isSearch: boolean
}

/** The search field, and how many there are. */
export function SessionFinder({ onSearch, count, isMore, isSearch }: SessionFinderProps) {
  const { t, i18n } = useTranslation('store')
  const [text, setText] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text, onSearch])
  const number = count === null ? '' : formatNumber(i18n.language, count)
  return (
    <div className={styles.find}>
      <input
        type="search"
        value={text}
        maxLength={LIMITS.searchLength}
        placeholder={t('find.placeholder')}
        aria-label={t('find.label')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText('')
        }}
      />
      <output className="num">{count === null ? '' : t(isSearch ? (isMore ? 'find.foundMore' : 'find.found') : 'find.count', { count, number })}</output>
    </div>
  )
}
