import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Saying } from '../i18n/saying.js'
import { formatNumber } from './format.js'
import { RichText } from './rich-text.js'

/** Words for sayings in the reader's language. */
export function useSayingWords(): (saying: Saying) => string {
  const { t, i18n } = useTranslation('said')
  return ({ key, count, values }) => t(key, { ...values, ...(count === undefined ? {} : { count, shown: formatNumber(i18n.language, count) }) })
}

/** Sayings as sentences in a row. */
export function Said({ sayings }: { readonly sayings: readonly Saying[] }) {
  const words = useSayingWords()
  return sayings.map((saying, index) => (
    // The same sentence may be true of two stores.
    <Fragment key={`${saying.key}/${saying.values?.store ?? ''}`}>
      {index === 0 ? '' : ' '}
      <RichText text={words(saying)} />
    </Fragment>
  ))
}
