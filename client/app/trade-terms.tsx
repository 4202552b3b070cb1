import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Glossary } from '../features/lessons/glossary.js'
import { TermsContext } from '../jsx/terms.js'

/** Words of the trade have a pop-up in all that is inside. */
export function TradeTerms({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation()
  const mode = useMemo(() => ({ language: i18n.language, areStops: true }), [i18n.language])
  return (
    <Glossary>
      <TermsContext.Provider value={mode}>{children}</TermsContext.Provider>
    </Glossary>
  )
}

/** All but what is in here: lessons mark their own words, and all stores at once would be nothing but marks. */
export function NoTradeTerms({ children }: { readonly children: ReactNode }) {
  return <TermsContext.Provider value={null}>{children}</TermsContext.Provider>
}
