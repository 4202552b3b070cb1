import { createContext, use } from 'react'

/** What a session id needs to know about the page around it; the app provides it. */
export interface SessionOwners {
  /** Whose session it is: the browser's name in the reader's language, and its hue. null: nobody's that we follow. */
  owner(sessionId: string): { readonly name: string; readonly hue: number } | null
  /** Shows the session in the store pane. */
  select(sessionId: string): void
}

export const SessionOwnersContext = createContext<SessionOwners>({ owner: () => null, select: () => {} })

export function useSessionOwners(): SessionOwners {
  return use(SessionOwnersContext)
}
