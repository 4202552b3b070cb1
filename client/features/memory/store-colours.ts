import { useMemo } from 'react'
import { useSnapshot } from '../../state/use-dashboard.js'

/** How a store is named and coloured, in the chart as in the switch. */
export function useStoreColours(): (kind: string) => { readonly label: string; readonly hue: number; readonly colour: string } {
  const available = useSnapshot((snapshot) => snapshot.store.available)
  return useMemo(() => {
    const byKind = new Map(available.map(({ kind, label, hue }) => [kind, { label, hue, colour: `oklch(var(--hue-l) var(--hue-c) ${hue})` }]))
    return (kind) => byKind.get(kind) ?? { label: kind, hue: 80, colour: 'var(--crowd)' }
  }, [available])
}
