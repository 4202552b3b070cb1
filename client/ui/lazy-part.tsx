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

type Load<P extends object> = LazyPartProps<P>['load']

/** What has come once stands there at once whenever it is shown again: a gap for a moment would move all that is below it. */
const come = new WeakMap<object, unknown>()

/** Fetches a part before it is shown, so that it is there at once when it is. @throws what the fetching throws */
export async function fetchPart<P extends object>(load: Load<P>): Promise<ComponentType<P>> {
  const { default: Part } = await load()
  come.set(load, Part)
  return Part
}

/**
 * Not by `lazy` of React: what comes of that is painted only when nothing else wants to be, and begun anew whenever something does. Here each reading of
 * the memory does, so that on a slow machine it would never come. A state that is set is painted with the rest.
 */
function Fetched<P extends object>({ load, meanwhile, props }: LazyPartProps<P>) {
  const [came, setCame] = useState<Came<P> | null>(null)
  // Another part may come to stand in the same place: what came of the one before is not it.
  const now = came?.of === load ? came : alreadyCome(load)
  const isThere = now !== null
  useLayoutEffect(() => {
    if (isThere) return
    let isGone = false
    fetchPart(load).then(
      (Part) => isGone || setCame({ of: load, Part }),
      (error: unknown) => isGone || setCame({ of: load, error }),
    )
    return () => {
      isGone = true
    }
  }, [load, isThere])
  if (now === null) return meanwhile
  if ('error' in now) throw now.error
  return <now.Part {...(props as P)} />
}

type Came<P extends object> = { readonly of: Load<P> } & ({ readonly Part: ComponentType<P> } | { readonly error: unknown })

function alreadyCome<P extends object>(load: Load<P>): Came<P> | null {
  const Part = come.get(load) as ComponentType<P> | undefined
  return Part ? { of: load, Part } : null
}
