import type { Snapshot } from '../../../server/protocol/state.js'

/** What differs between two states, beside what the panes mark themselves. */
export type Change =
  | { readonly kind: 'option'; readonly name: string; readonly from: string; readonly to: string }
  | { readonly kind: 'store'; readonly from: string; readonly to: string }
  | { readonly kind: 'sessions'; readonly by: number }
  | { readonly kind: 'boot'; readonly server: string; readonly boot: number }
  | { readonly kind: 'phase'; readonly server: string; readonly phase: string }
  | { readonly kind: 'server' | 'noServer'; readonly server: string }
  | { readonly kind: 'fault' | 'asUsual'; readonly name: string }

/** Pure. Option values are told as they stand in the code. */
export function changesBetween(from: Snapshot, to: Snapshot): readonly Change[] {
  const found: Change[] = []
  for (const [server, now] of Object.entries(to.instances)) {
    const before = from.instances[server]
    if (before === undefined) {
      found.push({ kind: 'server', server })
      continue
    }
    for (const [name, value] of Object.entries(now.options)) {
      const was = (before.options as unknown as Record<string, unknown>)[name]
      if (was !== value && !found.some((each) => each.kind === 'option' && each.name === name))
        found.push({ kind: 'option', name, from: JSON.stringify(was ?? null), to: JSON.stringify(value) })
    }
    if (before.shop !== now.shop) found.push({ kind: 'option', name: 'shop', from: before.shop, to: now.shop })
    if (before.boot !== now.boot) found.push({ kind: 'boot', server, boot: now.boot })
    else if (before.phase !== now.phase) found.push({ kind: 'phase', server, phase: now.phase })
  }
  for (const server of Object.keys(from.instances)) if (!Object.hasOwn(to.instances, server)) found.push({ kind: 'noServer', server })
  const label = (kind: string) => to.store.available.find((store) => store.kind === kind)?.label ?? kind
  if (from.store.active !== to.store.active) found.push({ kind: 'store', from: label(from.store.active), to: label(to.store.active) })
  else if (from.store.sessionCount !== null && to.store.sessionCount !== null && from.store.sessionCount !== to.store.sessionCount)
    found.push({ kind: 'sessions', by: to.store.sessionCount - from.store.sessionCount })
  for (const name of Object.keys(to.faults)) if (!Object.hasOwn(from.faults, name)) found.push({ kind: 'fault', name })
  for (const name of Object.keys(from.faults)) if (!Object.hasOwn(to.faults, name)) found.push({ kind: 'asUsual', name })
  return found
}
