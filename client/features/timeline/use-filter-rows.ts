import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useBrowserName } from '../../state/browser-names.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { useLive } from '../../state/use-dashboard.js'
import { eventTitle } from './event-title.js'
import { useReasonWords } from './reason-words.js'
import { createFilter, type FilterRows, type RowFilter } from './row-filter.js'
import { type RowWords, rowText } from './row-text.js'

/** The filter at work, in the reader's words. The same function while the filter, the language and the browsers' names are: it remembers what it has seen. */
export function useFilterRows(filter: RowFilter): FilterRows {
  const words = useRowWords()
  return useMemo(() => createFilter(filter, (row) => rowText(row, words)), [filter, words])
}

function useRowWords(): RowWords {
  const { t } = useTranslation('timeline')
  const reason = useReasonWords()
  const nameOf = useBrowserName()
  // As one text, which is the same as long as they are: the browsers themselves are new objects after each request.
  const named = useLive(({ browsers, formerBrowsers }) =>
    JSON.stringify([...browsers, ...formerBrowsers].map(({ id, name, real }) => [id, name, real?.product, real?.number, real?.host])),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: `named` says when the names have changed.
  return useMemo(() => {
    const { snapshot } = dashboardStore.getState()
    const names = new Map([...(snapshot?.formerBrowsers ?? []), ...(snapshot?.browsers ?? [])].map((browser) => [browser.id as string, nameOf(browser)]))
    return {
      reason,
      who: ({ actor, agent }) => names.get(actor) ?? agent ?? '',
      event: (row) => (row.kind === 'crowd' ? t('who.crowd') : t(eventTitle(row))),
    }
  }, [t, reason, nameOf, named])
}
