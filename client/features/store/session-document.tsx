import { Trash2 } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { isServing } from '../../../server/protocol/instance-state.js'
import type { StoredSession } from '../../../server/protocol/stores.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { sendOrNotify } from '../../state/notices.js'
import { useIsOver, useIsThen, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { CopyButton } from '../../ui/copy-button.js'
import { formatNumber } from '../../ui/format.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { useSessionOwner } from '../../ui/session-owners.js'
import { useNow } from '../../ui/use-now.js'
import { DocumentText } from './document-text.js'
import { ExpiryWords } from './expiry-words.js'
import styles from './store.module.css'
import { useStoredSession } from './use-stored-session.js'

const loadClocks = async () => {
  const [{ FourClocks }] = await Promise.all([import('./four-clocks.js'), loadLaterTexts('clocks')])
  return { default: FourClocks }
}

const loadMissing = async () => {
  const [{ MissingWords }] = await Promise.all([import('./missing-words.js'), loadLaterTexts('clocks')])
  return { default: MissingWords }
}

/** A session as the store holds it, and what becomes of it. */
export const SessionDocument = memo(function SessionDocument({ id }: { readonly id: string }) {
  const { t } = useTranslation('store')
  const { stored, previous, changedAt, isLatest } = useStoredSession(id)
  const isThen = useIsThen()
  if (stored === undefined) return <p className={styles.say}>{t('document.reading')}</p>
  if (stored === null) return <NotThere id={id} />
  if (stored === 'not-recorded') return <NotRecorded />
  return (
    <section className={styles.document} aria-label={t('document.label')} data-part="document">
      <Heading stored={stored} />
      {/* Marks stand until the next request: one that changed nothing takes them away. In the past, one moment follows upon another too quickly for that. */}
      <DocumentText
        key={isThen ? `${id}/then` : `${id}/${changedAt}`}
        stored={stored}
        previous={isLatest ? previous : undefined}
        changedAt={isLatest ? changedAt : null}
      />
      <ExpiryWords stored={stored} />
      <LazyPart load={loadClocks} meanwhile={null} props={{ stored }} />
    </section>
  )
})

function Heading({ stored }: { readonly stored: StoredSession }) {
  const { t } = useTranslation('store')
  const label = useSnapshot(({ store }) => store.available.find(({ kind }) => kind === store.active)?.label ?? store.active)
  return (
    <h3>
      <span title={stored.where}>{placeOf(stored)}</span>
      <span className={styles.form}>
        {t(`document.form.${stored.form}`, { store: label })}
        {stored.ttlMs === undefined || stored.expiresAt === null ? null : <TimeToLive until={stored.expiresAt} />}
      </span>
      <span className={styles.tools}>
        <CopyButton text={JSON.stringify(stored.document, null, 2)} label={t('document.copy')} copiedLabel={t('document.copied')} />
        <ForgetSession id={stored.id} />
      </span>
    </h3>
  )
}

/** Forgets this one at once: the way back stands in the heading of the pane. */
function ForgetSession({ id }: { readonly id: string }) {
  const { t } = useTranslation('store')
  const canForget = useSnapshot((snapshot) => isServing(snapshot) && snapshot.store.health.up)
  return (
    <Button
      kind="quiet"
      icon
      aria-label={t('forget.one')}
      title={t('forget.oneWhy')}
      aria-disabled={!canForget}
      onClick={() => canForget && void sendOrNotify({ type: 'sessions:forget', id })}
    >
      <Trash2 size={14} aria-hidden />
    </Button>
  )
}

/** Where it lies, with so much of its id that it is known again: what holds it may be named after it. */
function placeOf({ id, where = 'sessions' }: StoredSession): string {
  const short = `${id.slice(0, 4)}…`
  return where.includes(id) ? where.replace(id, short) : `${where} / ${short}`
}

/** Counts down by itself, as the server does. */
function TimeToLive({ until }: { readonly until: number }) {
  const { t, i18n } = useTranslation('store')
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1_000))
  return (
    <span className={`num ${styles.ttl}`} title={t('document.ttlWhy')}>
      {t('document.ttl', { seconds: formatNumber(i18n.language, seconds) })}
    </span>
  )
}

/** Nobody had read it by the moment that is looked at. */
function NotRecorded() {
  const { t } = useTranslation('moment')
  return (
    <div className={styles.empty} data-not-recorded="">
      <b>{t('document.none')}</b>
      <p>{t('document.noneWhy')}</p>
    </div>
  )
}

/** The cookie names a session that the store does not know. */
function NotThere({ id }: { readonly id: string }) {
  const { t } = useTranslation(['store', 'moment'])
  const isOver = useIsOver()
  const owner = useSessionOwner(id)
  const which = owner === null ? 'gone' : 'notThere'
  const what = t(isOver ? `moment:store.${which}.what` : `store:${which}.what`, { id: id.slice(0, 8) })
  return (
    <div className={styles.empty}>
      <b>{what}</b>
      <p>
        {isOver ? (
          t(`moment:store.${which}.why`, { name: owner?.name ?? '' })
        ) : (
          <LazyPart load={loadMissing} meanwhile={null} props={{ name: owner?.name ?? null }} />
        )}
      </p>
    </div>
  )
}
