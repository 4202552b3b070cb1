import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Snapshot } from '../../../server/protocol/state.js'
import { useShownSession } from '../../state/browser-names.js'
import { knownSessions } from '../../state/known-sessions.js'
import { selectSession } from '../../state/selection.js'
import { useCompared, useSnapshot } from '../../state/use-dashboard.js'
import { ChangeMark } from '../../ui/change-mark.js'
import { Dot } from '../../ui/dot.js'
import { formatNumber } from '../../ui/format.js'
import { SessionId } from '../../ui/session-id.js'
import { useSessionOwner } from '../../ui/session-owners.js'
import styles from './sessions-then.module.css'

/** In one text, which is the same while they are. */
const knownIn = (snapshot: Snapshot) => knownSessions(snapshot).join(' ')
const list = (ids: string) => ids.split(' ').filter((id) => id !== '')

/** The sessions that were known at the moment that is looked at, those that are new or gone marked; of the rest, how many there were. */
export function SessionsThen() {
  const { t, i18n } = useTranslation('moment')
  const known = useSnapshot(knownIn)
  const compared = useCompared(knownIn)
  const count = useSnapshot(({ store }) => store.sessionCount)
  const shown = useShownSession()
  const rows = useMemo(() => {
    const [from, to] = [list(compared?.from ?? known), list(compared?.to ?? known)]
    return [...new Set([...to, ...from])].map((id) => ({ id, change: !from.includes(id) ? ('added' as const) : to.includes(id) ? null : ('removed' as const) }))
  }, [known, compared])
  const rest = Math.max(0, (count ?? 0) - list(known).length)
  return (
    <div className={styles.place} data-part="session-list">
      <ul className={styles.list} aria-label={t('list.label')}>
        {rows.map(({ id, change }) => (
          <Row key={id} id={id} change={change} isShown={id === shown} />
        ))}
      </ul>
      {rest === 0 ? null : <p className={`${styles.rest} num`}>{t('list.rest', { count: rest, number: formatNumber(i18n.language, rest) })}</p>}
    </div>
  )
}

interface RowProps {
  readonly id: string
  readonly change: 'added' | 'removed' | null
  readonly isShown: boolean
}

const Row = memo(function Row({ id, change, isShown }: RowProps) {
  const owner = useSessionOwner(id)
  return (
    <li data-session-row={id} data-change={change ?? undefined}>
      <button type="button" data-looks="" className={styles.row} aria-pressed={isShown} onClick={() => selectSession(id)}>
        <Dot hue={owner?.hue ?? null} />
        <span className={styles.id}>
          <SessionId id={id} inert strong={isShown} {...(isShown && { thread: 'store' as const })} />
        </span>
        <span>{owner?.name}</span>
        <ChangeMark change={change} />
      </button>
    </li>
  )
})
