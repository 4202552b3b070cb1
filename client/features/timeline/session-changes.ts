import diff from 'microdiff'

export type SessionData = Readonly<Record<string, unknown>>

/** Top-level keys of the session data that a request set, changed or removed. */
export interface SessionChanges {
  readonly set: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/**
 * What a request did to the session data, by top-level key.
 *
 * @param before data as loaded; null where there was none
 * @param after data at the end of the request; null where there is none any more
 */
export function sessionChanges(before: SessionData | null, after: SessionData | null): SessionChanges {
  const from = before ?? {}
  const to = after ?? {}
  const touched = [...new Set(diff(from, to).map(({ path }) => String(path[0])))]
  return {
    set: touched.filter((key) => !Object.hasOwn(from, key)),
    changed: touched.filter((key) => Object.hasOwn(from, key) && Object.hasOwn(to, key)),
    removed: touched.filter((key) => Object.hasOwn(from, key) && !Object.hasOwn(to, key)),
  }
}

/** Is there any difference at all? */
export function isChanged(changes: SessionChanges): boolean {
  return changes.set.length + changes.changed.length + changes.removed.length > 0
}
