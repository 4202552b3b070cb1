import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../state/limits.js'
import { formatNumber } from '../../ui/format.js'
import type { SessionPages } from './session-pages.js'
import styles from './store.module.css'
import { usePages, useSessionCount } from './use-session-pages.js'

const DEBOUNCE_MS = 220

export interface SessionFinderProps {
  readonly pages: SessionPages
  /** What is searched for: what was typed a moment ago. */
  readonly search: string
  readonly onSearch: (text: string) => void
}

/** The search field, and how many there are. */
export function SessionFinder({ pages, search, onSearch }: SessionFinderProps) {
  const { t } = useTranslation('store')
  const [text, setText] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text, onSearch])
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
      <Count pages={pages} search={search} />
    </div>
  )
}

/** Of its own: under a crowd it is another one all the time, and the field is not. */
function Count({ pages, search }: Omit<SessionFinderProps, 'onSearch'>) {
  const { t, i18n } = useTranslation('store')
  const count = useSessionCount(pages, search)
  const isMore = usePages(pages, (view) => view.isMore)
  const number = count === null ? '' : formatNumber(i18n.language, count)
  return <output className="num">{count === null ? '' : t(search === '' ? 'find.count' : isMore ? 'find.foundMore' : 'find.found', { count, number })}</output>
}
