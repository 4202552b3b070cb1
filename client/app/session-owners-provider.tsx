import { type ReactNode, useMemo } from 'react'
import type { BrowserState } from '../../server/protocol/browsers.js'
import { useBrowserName } from '../state/browser-names.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { selectSession } from '../state/selection.js'
import { type SessionOwner, type SessionOwners, SessionOwnersContext } from '../ui/session-owners.js'

/** Tells every session id on the page whose it is. */
export function SessionOwnersProvider({ children }: { readonly children: ReactNode }) {
  const nameOf = useBrowserName()
  const owners = useMemo(() => ownersBy(nameOf), [nameOf])
  return <SessionOwnersContext value={owners}>{children}</SessionOwnersContext>
}

type Browsers = readonly BrowserState[]
type Known = ReadonlyMap<string, SessionOwner>
const NONE: Browsers = []

function ownersBy(nameOf: (browser: BrowserState) => string): SessionOwners {
  let held: { readonly now: Browsers; readonly then: Browsers; readonly known: Known } | null = null
  const known = () => {
    const { snapshot, moment } = dashboardStore.getState()
    const now = snapshot?.browsers ?? NONE
    const then = moment?.snapshot.browsers ?? now
    if (held === null || held.now !== now || held.then !== then) held = { now, then, known: knownIn(now, then, nameOf, held?.known ?? new Map()) }
    return held.known
  }
  return { owner: (sessionId) => known().get(sessionId) ?? null, subscribe: dashboardStore.subscribe, select: selectSession }
}

/** @param before what was known until now: whoever is the same stays the same object, since browsers are others after each request */
function knownIn(now: Browsers, then: Browsers, nameOf: (browser: BrowserState) => string, before: Known): Known {
  const byId = new Map<string, SessionOwner>()
  // In the past, ids of the requests that have come since are somebody's as well.
  const browsers = then === now ? now : [...now.filter(({ sessionId }) => !then.some((browser) => browser.sessionId === sessionId)), ...then]
  // One whose cookie was copied stays its owner's, and says who else has it.
  for (const browser of browsers.toSorted((a, b) => Number(a.borrowed !== null) - Number(b.borrowed !== null))) {
    if (browser.sessionId === null) continue
    const owner = browser.borrowed === null ? undefined : byId.get(browser.sessionId)
    byId.set(browser.sessionId, owner ? { ...owner, name: `${owner.name}, ${nameOf(browser)}` } : { name: nameOf(browser), hue: browser.hue })
  }
  for (const [id, { name, hue }] of byId) {
    const same = before.get(id)
    if (same?.name === name && same.hue === hue) byId.set(id, same)
  }
  return byId
}
