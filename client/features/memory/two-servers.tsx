import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { InstanceId } from '../../../server/protocol/instances.js'
import { SECOND_INSTANCE } from '../../../server/protocol/instances.js'
import { sendOrNotify } from '../../state/notices.js'
import { selectInstance } from '../../state/selection.js'
import { useChosenInstance, useCompared, useInstanceIds, useOtherwise, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { ChangeMark, changeOf, OtherwiseMark } from '../../ui/change-mark.js'
import { Dot } from '../../ui/dot.js'
import { formatNumber } from '../../ui/format.js'
import { RichText } from '../../ui/rich-text.js'
import { SessionId } from '../../ui/session-id.js'
import { BalancerRule } from './balancer-rule.js'
import { MB } from './megabyte.js'
import styles from './two-servers.module.css'

/** Ids that a card names. */
const MOST_NAMED = 2

/** The two lesson servers side by side, each with what only it knows, and how the proxy chooses between them. */
export function TwoServers() {
  const { t } = useTranslation('servers')
  return (
    <section className={styles.servers} aria-label={t('group')} data-control="servers">
      <div className={styles.cards}>
        {useInstanceIds().map((id) => (
          <Card key={id} id={id} />
        ))}
      </div>
      <BalancerRule />
      <div className={styles.actions}>
        <Button title={t('rollingWhy')} onClick={() => void sendOrNotify({ type: 'instances:rolling-restart' })}>
          {t('rolling')}
        </Button>
        <Button kind="danger" title={t('removeWhy')} onClick={() => void sendOrNotify({ type: 'instances:remove', instance: SECOND_INSTANCE })}>
          {t('remove')}
        </Button>
      </div>
    </section>
  )
}

function Card({ id }: { readonly id: InstanceId }) {
  const { t, i18n } = useTranslation('servers')
  const shell = useTranslation('shell').t
  const nameId = useId()
  const instance = useSnapshot(({ instances }) => instances[id])
  const isShown = useChosenInstance() === id
  const number = (value: number, digits = 0) => formatNumber(i18n.language, value, digits)
  const boots = useCompared(({ instances }) => instances[id]?.boot ?? null)
  if (instance === undefined) return null
  const change = changeOf(boots)
  const name = shell('bar.server.named', { name: id.toUpperCase() })
  const { phase, memory, heapLimitBytes } = instance
  const used = memory.latest?.heapUsedBytes ?? 0
  return (
    <div className={`${styles.card} ${isShown ? styles.shown : ''}`}>
      <label className={styles.head}>
        <input data-looks="" className="visually-hidden" type="radio" name="server" checked={isShown} onChange={() => selectInstance(id)} />
        <span className={styles.name} id={nameId}>
          {name}
        </span>
        {change === 'changed' ? <OtherLife id={id} /> : <ChangeMark change={change} />}
        <span className={phase === 'running' ? styles.ok : phase === 'died' ? styles.bad : styles.wait}>{shell(`bar.server.${phase}`)}</span>
      </label>
      <p className={`${styles.heap} num`}>
        <b>{memory.latest === null ? '–' : number(used / MB, 1)}</b> {t('allowed', { limit: number(heapLimitBytes / MB) })}
      </p>
      <meter className={styles.meter} min={0} max={heapLimitBytes} value={used} aria-labelledby={nameId} />
      <Own id={id} />
      <div className={styles.ends}>
        <Button kind="quiet" title={t('restartWhy', { server: name })} onClick={() => void sendOrNotify({ type: 'server:restart', instance: id })}>
          {t('restart')} <span className="visually-hidden">{name}</span>
        </Button>
        <Button kind="danger" title={t('killWhy', { server: name })} onClick={() => void sendOrNotify({ type: 'server:kill', instance: id })}>
          {t('kill')} <span className="visually-hidden">{name}</span>
        </Button>
      </div>
    </div>
  )
}

/** In the past: another life of it, on the other side of the marks. */
function OtherLife({ id }: { readonly id: InstanceId }) {
  const { t } = useTranslation('shell')
  const other = useOtherwise(({ instances }) => instances[id]?.boot ?? null)
  return other === null || other.value === null ? null : <OtherwiseMark value={t('bar.server.boot', { boot: other.value })} when={other.when} />
}

/** What it alone holds, and whose ids; on a store that both share, that they do. */
function Own({ id }: { readonly id: InstanceId }) {
  const { t, i18n } = useTranslation('servers')
  const store = useSnapshot((snapshot) => snapshot.store)
  const count = useSnapshot(({ instances, store: { active } }) => instances[id]?.own[active] ?? 0)
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const focused = useSnapshot((snapshot) => snapshot.focused)
  const description = store.available.find(({ kind }) => kind === store.active)
  if (description?.capabilities.shared === true) return <p className={styles.own}>{t('shared', { store: description.label })}</p>
  const known = browsers.flatMap(({ sessionId, hue }) => (sessionId !== null && focused[sessionId]?.instance === id ? [{ sessionId, hue }] : []))
  return (
    <div className={styles.own}>
      <p>{count === 0 ? t('none') : <RichText text={t('own', { count, number: formatNumber(i18n.language, count) })} />}</p>
      <ul>
        {known.slice(0, MOST_NAMED).map(({ sessionId, hue }) => (
          <li key={sessionId}>
            <Dot hue={hue} /> <SessionId id={sessionId} length={8} />
          </li>
        ))}
      </ul>
    </div>
  )
}
