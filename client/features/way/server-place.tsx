import { useTranslation } from 'react-i18next'
import type { InstanceId } from '../../../server/protocol/instances.js'
import { useShopWords } from '../../i18n/shop-words.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { costsOfEnding } from '../../state/sayings.js'
import { useCompared, useHasTwoServers, useSnapshot } from '../../state/use-dashboard.js'
import { ChangeMark, changeOf } from '../../ui/change-mark.js'
import { formatNumber } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import { Said } from '../../ui/said.js'
import { Place } from './place.js'
import { ServerActions } from './server-actions.js'
import styles from './way.module.css'

const MB = 1024 * 1024

/** One lesson server: its life and its heap; restart and kill, with what they cost said beside them. */
export function ServerPlace({ id }: { readonly id: InstanceId }) {
  const { t, i18n } = useTranslation('way')
  const server = useSnapshot((snapshot) => snapshot.instances[id])
  const store = useSnapshot((snapshot) => snapshot.store)
  const crowd = useSnapshot((snapshot) => snapshot.crowd)
  const isGuessOpen = useGuessOpen()
  const isOfTwo = useHasTwoServers()
  const shopWords = useShopWords()
  // In the past: another life, or another shop, or none, on the other side of the marks.
  const change = changeOf(useCompared(({ instances: { [id]: each } }) => (each === undefined ? null : `${each.boot} ${each.phase} ${each.shop}`)))
  if (server === undefined) return null
  const { phase, boot, heapLimitBytes, memory, shop } = server
  const name = id.toUpperCase()
  const used = memory.latest?.heapUsedBytes ?? null
  const life = `${t(`phase.${phase}`)} · ${t('boot', { boot })}`
  const heap = used === null ? null : t('heap', { used: formatNumber(i18n.language, used / MB, 1), limit: formatNumber(i18n.language, heapLimitBytes / MB) })
  return (
    <Place
      name="servers"
      node={`server:${id}`}
      title={t('places.servers.title', { name })}
      about={t('places.servers.about')}
      matter={phase === 'running' ? null : t(`phase.${phase}`)}
      face={
        <>
          <span>
            <b>{name}</b> {life} <ChangeMark change={change} />
          </span>
          {shop === 'standard' ? null : <small>{shopWords(shop).title}</small>}
          {used === null ? null : (
            <span className={styles.heap}>
              <small className="num">{heap}</small>
              <Progress value={used / heapLimitBytes} label={t('heapBar')} />
            </span>
          )}
        </>
      }
    >
      <p>
        <Said sayings={costsOfEnding({ store, crowd }, isGuessOpen, isOfTwo ? server.own : null).sayings} />
      </p>
      <ServerActions id={id} server={server} />
    </Place>
  )
}
