import { useMemo, useState } from 'react'
import type { Trace } from '../../../server/protocol/trace.js'
import { useSelectedBrowserId } from '../../state/browser-names.js'
import { comparePage } from '../../state/compare-page.js'
import { type Difference, otherStore, type Repeated, repeatedTrace, type SideOrder, sidesOf, storyLength } from './draft.js'
import { useKnown } from './use-known.js'

/** What the reader has chosen to compare so far, and what it makes. */
export interface Draft {
  readonly repeated: Repeated
  readonly setRepeated: (repeated: Repeated) => void
  readonly differences: readonly Difference[]
  readonly setDifferences: (differences: readonly Difference[]) => void
  /** The life of sessions on both sides, as JSON; null: as it was. */
  readonly maxAge: string | null
  readonly setMaxAge: (maxAge: string | null) => void
  /** null: there is nothing to repeat. */
  readonly trace: Trace | null
  readonly sides: readonly [SideOrder, SideOrder]
}

export function useDraft(): Draft {
  const state = useKnown()
  const selected = useSelectedBrowserId()
  const [repeated, setRepeated] = useState<Repeated>(() => {
    const { trace } = comparePage.getState()
    if (trace !== null) return { kind: 'given', trace }
    const last = storyLength(state.timeline, selected)
    return last === 0 ? { kind: 'active' } : { kind: 'last', browsers: [selected], last }
  })
  const [chosen, setDifferences] = useState<readonly Difference[] | null>(null)
  // Until somebody chooses: a store may be found, or be lost, meanwhile.
  const differences = chosen ?? [{ what: 'store', values: [state.store.active, otherStore(state.store)] } as const]
  const [maxAge, setMaxAge] = useState<string | null>(null)
  const trace = useMemo(() => repeatedTrace(state, repeated, maxAge), [state, repeated, maxAge])
  return { repeated, setRepeated, differences, setDifferences, maxAge, setMaxAge, trace, sides: sidesOf(differences) }
}
