import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { selectSession } from '../state/selection.js'
import { useSnapshot } from '../state/use-dashboard.js'
import { type SessionOwners, SessionOwnersContext } from '../ui/session-owners.js'

/** Tells every session id on the page whose it is. */
export function SessionOwnersProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('shell')
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const owners = useMemo<SessionOwners>(() => {
    const byId = new Map(
      browsers.flatMap(({ id, name, hue, sessionId }) => (sessionId === null ? [] : [[sessionId, { name: id === 'you' ? t('you') : name, hue }]])),
    )
    return { owner: (sessionId) => byId.get(sessionId) ?? null, select: selectSession }
  }, [browsers, t])
  return <SessionOwnersContext value={owners}>{children}</SessionOwnersContext>
}
