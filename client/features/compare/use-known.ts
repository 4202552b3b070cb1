import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useLive } from '../../state/use-dashboard.js'
import type { Known } from './draft.js'

/** What the form is about, and no more: the same while that is, however many readings of the memory come. */
export function useKnown(): Known {
  const shops = useLive(useShallow(({ instances }) => Object.fromEntries(Object.entries(instances).map(([id, { shop }]) => [id, shop]))))
  const store = useLive(useShallow(({ store: { active, available } }) => ({ active, available })))
  const rest = useLive(useShallow(({ timeline, faults, browsers, formerBrowsers }) => ({ timeline, faults, browsers, formerBrowsers })))
  return useMemo(() => ({ ...rest, store, instances: Object.fromEntries(Object.entries(shops).map(([id, shop]) => [id, { shop }])) }), [rest, store, shops])
}
