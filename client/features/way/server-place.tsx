import { useTranslation } from 'react-i18next'
import type { InstanceId } from '../../../server/protocol/instances.js'
import { sendOrNotify } from '../../state/notices.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { costsOfEnding } from '../../state/sayings.js'
import { useHasTwoServers, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatBytes } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import { Said } from '../../ui/said.js'
import { Place } from './place.js'
import styles from './way.module.css'

/** One lesson server: its life and its heap; restart and kill, with what they cost said beside them. */
export function ServerPlace({ id }: { readonly id: InstanceId }) {
  const { t, i18n } = useTranslation('way')
  const server = useSnapshot((snapshot) => snapshot.instances[id])
  const store = useSnapshot((snapshot) => snapshot.store)
  const crowd = useSnapshot((snapshot) => snapshot.crowd)
  const isGuessOpen = useGuessOpen()
  const isOfTwo = useHasTwoServers()
  if (server === undefined) return null
  const { phase, boot, heapLimitBytes, memory } = server
  const name = id.toUpperCase()
  const used = memory.latest?.heapUsedBytes ?? null
  const life = `${t(`phase.${phase}`)} · ${t('boot', { boot })}`
  const heap = used === null ? null : t('heap', { used: formatBytes(i18n.language, used), limit: formatBytes(i18n.language, heapLimitBytes) })
  return (
    <Place
      name="servers"
      node={`server:${id}`}
      title={t('places.servers.title', { name })}
      about={t('places.servers.about')}
      face={
        <>
          <span>
            <b>{name}</b> {life}
          </span>
          <small className="num">{heap}</small>
          {used === null ? null : <Progress value={used / heapLimitBytes} label={t('heapBar')} />}
        </>
      }
    >
      <p>
        <Said sayings={costsOfEnding({ store, crowd }, isGuessOpen, isOfTwo ? server.own : null).sayings} />
      </p>
      <div className={styles.actions}>
        <Button onClick={() => void sendOrNotify({ type: 'server:restart', instance: id })}>{t('restart')}</Button>
        <Button kind="danger" onClick={() => void sendOrNotify({ type: 'server:kill', instance: id })}>
          {t('kill')}
        </Button>
      </div>
    </Place>
  )
}
