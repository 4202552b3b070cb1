import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { sendOrNotify } from '../../state/notices.js'
import { costsOfEnding } from '../../state/sayings.js'
import { useChosenInstance, useDashboard, useInstance, useInstanceOtherwise, useOwnSessions, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { OtherwiseMark } from '../../ui/change-mark.js'
import { formatDuration, formatUptime } from '../../ui/format.js'
import { useNow } from '../../ui/use-now.js'
import { KillDialog } from './kill-dialog.js'
import { RestartDialog } from './restart-dialog.js'
import styles from './server-controls.module.css'

/** How long after its return the bar says how fast it came back. */
const RETURN_SHOWN_MS = 15_000

/** How the lesson server does, and the two ways to end it. Both ask before they take something away; Restart always, since it has a choice to offer. */
export function ServerControls() {
  const { t } = useTranslation('shell')
  const [restartOpen, setRestartOpen] = useState(false)
  const [killOpen, setKillOpen] = useState(false)
  const own = useOwnSessions()
  const isLoss = useSnapshot((snapshot) => costsOfEnding(snapshot, false, own).isLoss)
  return (
    <>
      <ServerState />
      <Button kind="quiet" data-guide="restart" data-control="restart" onClick={() => setRestartOpen(true)}>
        {t('bar.restart')}
      </Button>
      <Button
        kind="danger"
        data-control="kill"
        title={t('bar.killWhy')}
        onClick={() => (isLoss ? setKillOpen(true) : void sendOrNotify({ type: 'server:kill' }))}
      >
        {t('bar.kill')}
      </Button>
      <KillDialog open={killOpen} onClose={() => setKillOpen(false)} />
      <RestartDialog open={restartOpen} onClose={() => setRestartOpen(false)} />
    </>
  )
}

function ServerState() {
  const { t, i18n } = useTranslation('shell')
  const chosen = useChosenInstance()
  const server = useInstance(useShallow(({ phase, boot, listeningSince, lastDeath }) => ({ phase, boot, listeningSince, lastDeath })))
  const isLive = useDashboard((state) => state.connection.phase === 'live')
  const now = useNow()
  const otherBoot = useInstanceOtherwise(({ boot }) => boot)
  const otherPhase = useInstanceOtherwise(({ phase }) => phase)
  if (!isLive) {
    // What was true when the connection broke may be true no longer.
    return (
      <span className={`${styles.state} ${styles.unknown}`} title={t('bar.server.unknownWhy')}>
        <i className={styles.pulse} aria-hidden />
        <span role="status">
          <span className={styles.name}>{t('bar.server.name')}</span> <b>{t('bar.server.unknown')}</b>
        </span>
      </span>
    )
  }
  const death = server.lastDeath
  const isRunning = server.phase === 'running'
  const uptime = server.listeningSince === null ? null : formatUptime(now - server.listeningSince)
  const justBack =
    isRunning && death?.backAfterMs != null && now - (death.at + death.backAfterMs) < RETURN_SHOWN_MS
      ? t('bar.server.backAfter', { duration: formatDuration(i18n.language, death.backAfterMs) })
      : null
  const word = server.phase === 'died' && death ? t(`bar.server.${death.cause}`) : t(`bar.server.${server.phase}`)
  const tone = isRunning ? styles.ok : server.phase === 'died' ? styles.bad : styles.wait
  const isMarked = otherBoot !== null || otherPhase !== null
  return (
    <span
      className={`${styles.state} ${tone} ${isMarked ? styles.marked : ''}`}
      data-marked={isMarked || undefined}
      title={uptime === null ? undefined : t('bar.server.bootWhy', { boot: server.boot, uptime })}
    >
      <i className={styles.pulse} aria-hidden />
      <span role="status">
        {chosen === null ? <span className={styles.name}>{t('bar.server.name')}</span> : t('bar.server.named', { name: chosen.toUpperCase() })} <b>{word}</b>
        {otherPhase === null ? null : <Unseen value={t(`bar.server.${otherPhase.value}`)} when={otherPhase.when} />}
        {otherBoot === null ? null : <Unseen value={t('bar.server.boot', { boot: otherBoot.value })} when={otherBoot.when} />}
      </span>
      <span className={`num ${styles.more} ${chosen === null ? '' : styles.ofTwo}`}>
        {justBack ??
          (isRunning && uptime !== null
            ? `${t('bar.server.boot', { boot: server.boot })} · ${uptime}`
            : server.phase === 'died'
              ? t('bar.server.comingBack')
              : null)}
      </span>
    </span>
  )
}

/** For those who do not see the mark: there is no room for its words, which stand in the bar below. */
function Unseen(other: { readonly value: string; readonly when: 'before' | 'now' }) {
  return (
    <span className="visually-hidden">
      {' '}
      <OtherwiseMark {...other} />
    </span>
  )
}
