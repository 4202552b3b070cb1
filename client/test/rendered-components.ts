/** What is read of React's own tree. */
interface Fiber {
  readonly type: unknown
  readonly flags: number
  readonly alternate: Fiber | null
  readonly child: Fiber | null
  readonly sibling: Fiber | null
}

/** React's mark of a component whose function was called. The React DevTools go by it, too. */
const PERFORMED_WORK = 1

/**
 * Names of the components that the last commit rendered, once for each time. A `Profiler` does not tell: it knows only that something below it was.
 *
 * @param container what the page was rendered into
 */
export function renderedComponents(container: Element): readonly string[] {
  const root = Object.entries(container).find(([key]) => key.startsWith('__reactContainer$'))?.[1] as { readonly stateNode: { readonly current: Fiber } }
  return inside(root.stateNode.current)
}

function inside({ child, alternate }: Fiber): readonly string[] {
  // The same child as before: React has not been there.
  if (alternate !== null && alternate.child === child) return []
  const names: string[] = []
  for (let here = child; here !== null; here = here.sibling) {
    if (typeof here.type === 'function' && (here.flags & PERFORMED_WORK) !== 0) names.push(here.type.name)
    names.push(...inside(here))
  }
  return names
}
