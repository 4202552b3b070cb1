import { type ComponentType, type ReactNode, useLayoutEffect, useState } from 'react'
import { Boundary } from './boundary.js'

export interface LazyPartProps<P extends object> {
  /** Fetches the component. The same function each time, made outside of the component that renders this one. */
  readonly load: () => Promise<{ readonly default: ComponentType<P> }>
  /** What stands here meanwhile. */
  readonly meanwhile: ReactNode
  /** What the component is given. */
  readonly props?: P
}

/** A part of the page that is fetched when it is needed; where that fails, it says so and can be fetched again. */
export function LazyPart<P extends object = object>({ load, meanwhile, props }: LazyPartProps<P>) {
  const [attempt, setAttempt] = useState(0)
  return (
    <Boundary around="load" onRetry={() => setAttempt(attempt + 1)}>
      <Fetched key={attempt} load={load} meanwhile={meanwhile} {...(props === undefined ? {} : { props })} />
    </Boundary>
  )
}

/**
 * Not by `lazy` of React: what comes of that is painted only when nothing else wants to be, and begun anew whenever something does. Here each reading of
 * the memory does, so that on a slow machine it would never come. A state that is set is painted with the rest.
 */
function Fetched<P extends object>({ load, meanwhile, props }: LazyPartProps<P>) {
  const [came, setCame] = useState<{ readonly Part: ComponentType<P> } | { readonly error: unknown } | null>(null)
  useLayoutEffect(() => {
    let isGone = false
    load().then(
      ({ default: Part }) => isGone || setCame({ Part }),
      (error: unknown) => isGone || setCame({ error }),
    )
    return () => {
      isGone = true
    }
  }, [load])
  if (came === null) return meanwhile
  if ('error' in came) throw came.error
  return <came.Part {...(props as P)} />
}
