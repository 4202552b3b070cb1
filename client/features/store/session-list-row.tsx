import { memo, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { shallow } from 'zustand/shallow'
import type { SessionRow } from '../../../server/protocol/command-results.js'
import type { InstanceId } from '../../../server/protocol/instances.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Ago } from '../../ui/ago.js'
import { Dot } from '../../ui/dot.js'
import { formatDuration, formatNumber } from '../../ui/format.js'
import { ServerBadge } from '../../ui/server-badge.js'
import { SessionId } from '../../ui/session-id.js'
import { useSessionOwner } from '../../ui/session-owners.js'
import { useNow } from '../../ui/use-now.js'
import type { ListEntry } from './list-entries.js'
import { glanceAt, type SessionGlance } from './session-glance.js'
import styles from './store.module.css'

/** How long "changed 2 s ago" is news. */
const NEWS_MS = 30_000

export interface SessionListRowProps {
  readonly elementId: string
  /** Px from the top of the list. */
  readonly top: number
  readonly entry: ListEntry
  /** Of the entry, in the list. */
  readonly index: number
  /** Entries of the list; -1: their number is not known. */
  readonly setSize: number
  readonly isChosen: boolean
  readonly onChoose: (entry: ListEntry, index: number) => void
  /** A row that was read a while ago says that its session has expired by now: somebody may have moved that since. */
  readonly onExpired: () => void
}

/** One row: whose it is, the id in its colour, and what a glance tells. */
export const SessionListRow = memo(function SessionListRow({ elementId, top, entry, index, setSize, isChosen, onChoose, onExpired }: SessionListRowProps) {
  const style = { transform: `translateY(${top}px)` }
  if (entry.kind === 'divider')
    return (
      <div className={`${styles.row} ${styles.divider} num`} style={style} aria-hidden>
        <Dot hue={null} />
        <Others count={entry.others} />
      </div>
    )
  if (entry.kind === 'loading')
    return (
      <div className={styles.row} style={style} role="option" aria-selected={false} aria-busy aria-setsize={setSize} aria-posinset={index + 1} tabIndex={-1} />
    )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the focus and the keys; its rows only take the pointer.
    <div
      id={elementId}
      className={`${styles.row} ${isChosen ? styles.chosen : ''}`}
      style={style}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-setsize={setSize}
      aria-posinset={index + 1}
      data-session-row={entry.id}
      onClick={() => onChoose(entry, index)}
    >
      {entry.kind === 'browser' ? (
        <BrowserRow id={entry.id} hue={entry.browser.hue} isChosen={isChosen} />
      ) : (
        <StoreRow id={entry.id} row={entry.row} isChosen={isChosen} onExpired={onExpired} />
      )}
    </div>
  )
}, isSame)

/** The entry is made anew whenever the list is; what it holds is not. */
function isSame({ entry: before, ...props }: SessionListRowProps, { entry, ...others }: SessionListRowProps): boolean {
  return shallow(before, entry) && shallow(props, others)
}

function Others({ count }: { readonly count: number }) {
  const { t, i18n } = useTranslation('store')
  return <>{t('list.others', { count, number: formatNumber(i18n.language, count) })}</>
}

const BrowserRow = memo(function BrowserRow({ id, hue, isChosen }: { readonly id: string; readonly hue: number; readonly isChosen: boolean }) {
  const focused = useSnapshot((snapshot) => snapshot.focused[id])
  const owner = useSessionOwner(id)
  const now = useNow()
  const changedAt = focused?.changedAt ?? null
  const glance = glanceAt(focused)
  const expiresAt = focused?.stored?.expiresAt ?? null
  const isNews = changedAt !== null && now - changedAt < NEWS_MS
  return (
    <>
      <Dot hue={hue} />
      {focused?.instance === undefined ? null : <Holder instance={focused.instance} />}
      <span className={styles.rowId}>
        <SessionId id={id} inert strong={isChosen} {...(isChosen && { thread: 'store' as const })} />
      </span>
      <span className={styles.rowNote}>
        {owner?.name}
        {isNews || glance !== null ? ' · ' : ''}
        {expiresAt !== null && expiresAt <= now ? <Expired /> : isNews ? <Changed at={changedAt} /> : <Glance glance={glance} />}
      </span>
    </>
  )
})

type StoreRowProps = { readonly id: string; readonly row: SessionRow; readonly isChosen: boolean } & Pick<SessionListRowProps, 'onExpired'>

const StoreRow = memo(function StoreRow({ id, row, isChosen, onExpired }: StoreRowProps) {
  const owner = useSessionOwner(id)
  const isExpired = useHasPassed(row.expiresAt)
  useEffect(() => {
    if (isExpired) onExpired()
  }, [isExpired, onExpired])
  return (
    <>
      <Dot hue={owner?.hue ?? null} />
      {row.instance === undefined ? null : <Holder instance={row.instance} />}
      <span className={styles.rowId}>
        <SessionId id={id} inert strong={isChosen} />
      </span>
      <span className={styles.rowNote}>
        {owner === null ? (row.name ?? '') : owner.name}
        {owner !== null || row.name !== null ? ' · ' : ''}
        {isExpired ? <Expired /> : <Glance glance={row} />}
      </span>
    </>
  )
})

/** null: there is no such moment. */
function useHasPassed(at: number | null): boolean {
  const now = useNow()
  return at !== null && at <= now
}

/** It opens nothing any more, and why it is there all the same. */
function Expired() {
  const { t, i18n } = useTranslation('store')
  const store = useSnapshot(({ store: { available, active } }) => available.find(({ kind }) => kind === active))
  const seconds = useSnapshot(({ mongo }) => mongo.sweeperSeconds)
  const { expiry = 'on-read', sweepEveryMs = 0 } = store?.capabilities ?? {}
  const why = t(`expiry.still.${expiry}`, { store: store?.label ?? '', seconds, interval: formatDuration(i18n.language, sweepEveryMs) })
  return (
    <b className={styles.expired} title={`${t('expiry.expired')} ${why}`} data-expired="">
      {t(`expiry.short.${expiry}`)}
    </b>
  )
}

/** The one of two servers that alone holds it. */
function Holder({ instance }: { readonly instance: InstanceId }) {
  const { t } = useTranslation('shell')
  return <ServerBadge id={instance} name={t('bar.server.named', { name: instance.toUpperCase() })} />
}

function Changed({ at }: { readonly at: number }) {
  const { t } = useTranslation('store')
  return (
    <>
      {t('list.changed')} <Ago at={at} />
    </>
  )
}

function Glance({ glance }: { readonly glance: SessionGlance | null }) {
  const { t, i18n } = useTranslation('store')
  if (glance === null) return null
  if (glance.cartCount > 0) return <span className="num">{t('list.cart', { number: formatNumber(i18n.language, glance.cartCount) })}</span>
  return <>{glance.isLoggedIn ? t('list.loggedIn') : t('list.visitor')}</>
}
