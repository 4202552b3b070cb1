import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogueEntry } from '../../../server/protocol/store-catalogue.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import styles from './catalogue.module.css'
import { type Choice, chosen, FILTERS, SORTS } from './catalogue-filter.js'
import { entries } from './entries.js'
import { PackageList } from './package-list.js'
import { StoreEntry } from './store-entry.js'

/**
 * Entries of the first painting. React paints what was fetched only when nothing else wants to be painted, and begins anew whenever something does, as every
 * reading of the memory: what takes longer than from one to the next would never come. What follows an effect is painted in one go.
 */
const AT_FIRST = 4

/** Every session store that is known of: what it is for, and what it did when it was tried. */
export function AllStores() {
  const { t, i18n } = useTranslation('catalogue')
  const language = i18n.language === 'pt-BR' ? 'pt-BR' : 'en'
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const [choice, setChoice] = useState<Choice>({ search: '', filter: 'all', sort: 'list' })
  const id = useId()
  const [isWhole, setWhole] = useState(false)
  useEffect(() => setWhole(true), [])
  const offered = new Set(available.map(({ kind }) => kind))
  const words = ({ name, database, family, about }: CatalogueEntry) => `${name} ${database ?? t(`families.${family}`)} ${about[language]}`
  const found = chosen(entries, choice, offered, words)
  return (
    <>
      <p className={styles.lead}>{t('lead', { count: entries.length })}</p>
      <PackageList />
      <search className={styles.choice}>
        <label htmlFor={`${id}-search`}>{t('search')}</label>
        <input
          id={`${id}-search`}
          type="search"
          data-looks=""
          placeholder={t('searchHint')}
          value={choice.search}
          onChange={(event) => setChoice({ ...choice, search: event.target.value })}
        />
        <label htmlFor={`${id}-filter`}>{t('filter')}</label>
        <select
          data-looks=""
          id={`${id}-filter`}
          value={choice.filter}
          onChange={(event) => setChoice({ ...choice, filter: event.target.value as Choice['filter'] })}
        >
          {FILTERS.map((filter) => (
            <option key={filter} value={filter}>
              {t(`filters.${filter}`)}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-sort`}>{t('sort')}</label>
        <select data-looks="" id={`${id}-sort`} value={choice.sort} onChange={(event) => setChoice({ ...choice, sort: event.target.value as Choice['sort'] })}>
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(`sorts.${sort}`)}
            </option>
          ))}
        </select>
        <span role="status" className={styles.count}>
          {t('shown', { count: found.length })}
        </span>
      </search>
      {found.length === 0 ? <p>{t('none')}</p> : null}
      <ul>
        {(isWhole ? found : found.slice(0, AT_FIRST)).map((entry) => (
          <StoreEntry key={entry.name} entry={entry} />
        ))}
      </ul>
    </>
  )
}
