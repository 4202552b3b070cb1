import { createContext, use, useCallback, useSyncExternalStore } from 'react'

/** Whose session it is: the browser's name in the reader's language, and its hue. */
export interface SessionOwner {
  readonly name: string
  readonly hue: number
}

/** What a session id needs to know about the page around it; the app provides it. */
export interface SessionOwners {
  /** The same object while name and hue are the same. null: nobody's that we follow. */
  owner(sessionId: string): SessionOwner | null
  /** Is told when owners may be others. @returns how to stop that */
  subscribe(listener: () => void): () => void
  /** Shows the session in the store pane. */
  select(sessionId: string): void
}

/** It stays the same one for as long as the language does: what every id on the page reads from a context is rendered again with it. */
export const SessionOwnersContext = createContext<SessionOwners>({ owner: () => null, subscribe: () => () => {}, select: () => {} })

/** null: nobody's that we follow. */
export function useSessionOwner(sessionId: string): SessionOwner | null {
  const { owner, subscribe } = use(SessionOwnersContext)
  return useSyncExternalStore(
    subscribe,
    useCallback(() => owner(sessionId), [owner, sessionId]),
  )
}

export function useSelectSession(): SessionOwners['select'] {
  return use(SessionOwnersContext).select
}
