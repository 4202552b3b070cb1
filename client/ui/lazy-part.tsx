import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { Boundary } from './boundary.js'

export interface LazyPartProps {
  /** Fetches the component, as `lazy` of React takes it. */
  readonly load: () => Promise<{ readonly default: ComponentType }>
  /** What stands here meanwhile. */
  readonly meanwhile: ReactNode
}

/** A part of the page that is fetched when it is needed; where that fails, it says so and can be fetched again. */
export function LazyPart({ load, meanwhile }: LazyPartProps) {
  // React keeps the failure of a lazy component for good, so another try takes another one.
  const [Part, setPart] = useState(() => lazy(load))
  return (
    <Boundary around="load" onRetry={() => setPart(() => lazy(load))}>
      <Suspense fallback={meanwhile}>
        <Part />
      </Suspense>
    </Boundary>
  )
}
