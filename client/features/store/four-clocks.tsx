import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import type { StoredSession } from '../../../server/protocol/stores.js'
import { useBrowserName, useSelectedBrowserId } from '../../state/browser-names.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { passesOf } from '../../state/sweeper.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { Ago } from '../../ui/ago.js'
import { formatCountdown, formatDuration } from '../../ui/format.js'
import { useNow } from '../../ui/use-now.js'
import { type Clock, clocksOf, holderOf, type Moved } from './clocks.js'
import styles from './clocks.module.css'

/** When does a session end? What is left of each of its clocks, what moves them, and what moved them last. */
export function FourClocks({ stored }: { readonly stored: StoredSession }) {
  const { t } = useTranslation('clocks')
  const now = useNow()
  const store = useSnapshot(({ store: { available, active } }) => available.find(({ kind }) => kind === active))
  const focused = useSnapshot((snapshot) => snapshot.focused[stored.id])
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  // Requests alone: a crowd's row grows twenty times a second, and moves no clock.
  const timeline = useSnapshot(useShallow((snapshot) => snapshot.timeline.filter(({ kind }) => kind === 'request')))
  const ttlIndex = useSnapshot((snapshot) => snapshot.store.ttlIndex)
  const mongo = useSnapshot(useShallow(({ mongo: { source, phase, nextPassAt, sweeperSeconds } }) => ({ source, phase, nextPassAt, sweeperSeconds })))
  const lastSwitch = useSnapshot((snapshot) => snapshot.store.lastSwitch)
  const listeningSince = useInstance((instance) => instance.listeningSince)
  const options = useInstance((instance) => instance.options)
  const inFront = useSelectedBrowserId()
  // What moves them may be just what is asked.
  const isGuessOpen = useGuessOpen()
  if (store === undefined) return null
  const passes = passesOf({ store, mongo, lastSwitch, listeningSince, now })
  const facts = { stored, focused, browsers, inFront, store, ttlIndex, passes, options, timeline }
  const clocks = clocksOf(facts).filter(({ name }) => !(isGuessOpen && name === 'sweeper'))
  return (
    <section className={styles.clocks} aria-label={t('title')} data-part="clocks">
      <h4>
        {t('title')} <span>{t('four')}</span>
      </h4>
      <dl>
        {clocks.map((clock) => (
          <ClockRow
            key={clock.name}
            clock={clock}
            now={now}
            holder={clock.name === 'cookie' ? (holderOf(facts)?.browser ?? null) : null}
            everyMs={passes.everyMs}
            isTold={!isGuessOpen}
          />
        ))}
      </dl>
    </section>
  )
}

interface ClockRowProps {
  readonly clock: Clock
  readonly now: number
  /** Of the cookie: the browser that has it. */
  readonly holder: Parameters<ReturnType<typeof useBrowserName>>[0] | null
  readonly everyMs: number | null
  /** Is said what moves it? */
  readonly isTold: boolean
}

function ClockRow({ clock: { name, endsAt, says, lifeMs, moves, moved, isUntold }, now, holder, everyMs, isTold }: ClockRowProps) {
  const { t, i18n } = useTranslation(['clocks', 'store'])
  const nameOf = useBrowserName()
  const store = useSnapshot(({ store: { available, active } }) => available.find(({ kind }) => kind === active))
  const left = endsAt === null ? null : endsAt - now
  const isOver = left !== null && left <= 0
  const expiry = store?.capabilities.expiry ?? 'on-read'
  const interval = formatDuration(i18n.language, everyMs ?? 0)
  const sweeps = t(`store:expiry.${expiry}`, { store: store?.label ?? '', seconds: Math.round((everyMs ?? 0) / 1_000), interval })
  const stays = t(store?.capabilities.survivesRestart === true ? 'store:expiry.noDate' : 'store:expiry.noDateInProcess')
  return (
    <div className={styles.clock} data-clock={name}>
      <dt>
        {t(`name.${name}`)}
        {holder === null ? null : <small>{nameOf(holder)}</small>}
      </dt>
      <dd className={styles.left}>
        {left === null ? (
          <span>{says === null ? '' : t(`says.${says}`)}</span>
        ) : (
          <>
            <span className={styles.bar} aria-hidden>
              {lifeMs === null ? null : <i style={{ inlineSize: `${Math.min(100, Math.max(0, (left / lifeMs) * 100))}%` }} />}
            </span>
            <b className={`num ${isOver && name !== 'sweeper' ? styles.over : ''}`} title={t('endsWhy')}>
              {isOver ? t(name === 'sweeper' ? 'due' : 'over') : t(name === 'sweeper' ? 'next' : 'in', { duration: formatCountdown(i18n.language, left) })}
            </b>
          </>
        )}
      </dd>
      {isTold ? (
        <dd className={styles.moves}>
          {name === 'sweeper' ? sweeps : name === 'document' && endsAt === null ? stays : moves === null ? null : t(`moves.${moves}`)}{' '}
          {moved === null ? null : <MovedWords moved={moved} />}
          {isUntold ? <span data-moved="untold">{t('moved.untold')}</span> : null}
        </dd>
      ) : null}
    </div>
  )
}

/** What moved it last, by how much, and when. */
function MovedWords({ moved: { at, byMs, request, isLast } }: { readonly moved: Moved }) {
  const { t, i18n } = useTranslation('clocks')
  const size = Math.abs(byMs ?? 0)
  const duration = size < 1_000 ? formatDuration(i18n.language, size) : formatCountdown(i18n.language, size)
  // A Set-Cookie names whole seconds: one that follows at once names the same.
  const key = byMs === null || byMs === 0 ? 'set' : byMs < 0 ? 'back' : 'on'
  return (
    <span className={isLast ? styles.just : undefined} data-moved={isLast ? 'last' : 'before'}>
      {t(request === null ? `moved.${key}` : `movedBy.${key}`, { duration, request: request === null ? '' : `${request.method} ${request.path}` })},{' '}
      <Ago at={at} />.
    </span>
  )
}
