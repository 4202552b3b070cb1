import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { useBrowserName } from '../../state/browser-names.js'
import { useLive } from '../../state/use-dashboard.js'
import type { Who } from './row-filter.js'

/** Whose rows can be asked for: the browsers that are followed, those that have rows yet, and who else there is. */
export function useWhoChoices(): readonly { readonly who: Who; readonly text: string }[] {
  const { t } = useTranslation('filter')
  const followed = useLive((snapshot) => snapshot.browsers)
  const former = useLive((snapshot) => snapshot.formerBrowsers)
  // As one text, which is the same as long as they are.
  const seen = useLive(({ formerBrowsers, timeline }) =>
    formerBrowsers
      .filter(({ id }) => hasRows(timeline, id))
      .map(({ id }) => id)
      .join(' '),
  ).split(' ')
  const nameOf = useBrowserName()
  const browsers = [...followed, ...former.filter(({ id }) => seen.includes(id) && !followed.some((each) => each.id === id))]
  return [
    { who: 'all', text: t('who.all') },
    ...browsers.map((browser) => ({ who: browser.id, text: nameOf(browser) })),
    { who: 'other', text: t('who.other') },
    { who: 'server', text: t('who.server') },
  ]
}

function hasRows(timeline: readonly TimelineRow[], actor: string): boolean {
  return timeline.some((row) => row.kind === 'request' && row.request.actor === actor)
}

/** The methods that requests have had, and the one that is chosen. */
export function useMethods(chosen: string | null): readonly string[] {
  const seen = useLive(({ timeline }) =>
    [...new Set(timeline.flatMap((row) => (row.kind === 'request' ? [row.request.method.toUpperCase()] : [])))].sort().join(' '),
  )
  return useMemo(() => [...new Set([...seen.split(' '), ...(chosen === null ? [] : [chosen])])].filter((method) => method !== ''), [seen, chosen])
}
