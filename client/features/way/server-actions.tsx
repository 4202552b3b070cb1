import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InstanceState } from '../../../server/protocol/instance-state.js'
import { FIRST_INSTANCE, type InstanceId } from '../../../server/protocol/instances.js'
import { useShopWords } from '../../i18n/shop-words.js'
import { heapChoicesMb } from '../../state/heap-choices.js'
import { sendOrNotify } from '../../state/notices.js'
import { useAsked } from '../../state/use-asked.js'
import { useHasTwoServers, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import faults from './faults.module.css'
import styles from './way.module.css'

const MB = 1024 * 1024

/** What can be done to one lesson server, whatever the other one runs: its heap limit and its shop, its end, and a second one beside it. */
export function ServerActions({ id, server }: { readonly id: InstanceId; readonly server: InstanceState }) {
  const { t, i18n } = useTranslation(['way', 'servers'])
  const [heapId, shopId] = [useId(), useId()]
  const shops = useSnapshot(({ launch }) => launch.shops)
  const shopWords = useShopWords()
  const isOfTwo = useHasTwoServers()
  const shop = useAsked(server.shop, (name) => sendOrNotify({ type: 'server:shop', instance: id, shop: name }))
  const inForceMb = Math.round(server.heapLimitBytes / MB)
  /** Chosen, and in force with the next life. */
  const [chosenMb, setChosenMb] = useState<number | null>(null)
  const heapMb = chosenMb ?? inForceMb
  const restart = async () => {
    const { ok } = await sendOrNotify({ type: 'server:restart', instance: id, ...(heapMb !== inForceMb && { heapLimitMb: heapMb }) })
    if (ok) setChosenMb(null)
  }
  return (
    <>
      <div className={faults.choice}>
        <label htmlFor={heapId}>{t('heapLimit')}</label>
        <select id={heapId} className="num" value={heapMb} onChange={({ target }) => setChosenMb(Number(target.value))}>
          {heapChoicesMb(server.heapLimitBytes).map((value) => (
            <option key={value} value={value}>
              {t('megabytes', { value: formatNumber(i18n.language, value) })}
            </option>
          ))}
        </select>
        {heapMb === inForceMb ? null : <small>{t('withRestart')}</small>}
      </div>
      <div className={faults.choice}>
        <label htmlFor={shopId}>{t('shop')}</label>
        <select id={shopId} value={shop.shown} disabled={server.phase !== 'running'} onChange={({ target }) => shop.choose(target.value)}>
          {shops.map(({ name }) => (
            <option key={name} value={name}>
              {shopWords(name).title}
            </option>
          ))}
        </select>
      </div>
      <div className={styles.actions}>
        <Button onClick={() => void restart()}>{t('restart')}</Button>
        <Button kind="danger" onClick={() => void sendOrNotify({ type: 'server:kill', instance: id })}>
          {t('kill')}
        </Button>
        {isOfTwo ? (
          <Button title={t('servers:rollingWhy')} onClick={() => void sendOrNotify({ type: 'instances:rolling-restart' })}>
            {t('servers:rolling')}
          </Button>
        ) : (
          <Button title={t('servers:addWhy')} onClick={() => void sendOrNotify({ type: 'instances:add' })}>
            {t('servers:add')}
          </Button>
        )}
        {id === FIRST_INSTANCE ? null : (
          <Button kind="danger" title={t('servers:removeWhy')} onClick={() => void sendOrNotify({ type: 'instances:remove', instance: id })}>
            {t('servers:remove')}
          </Button>
        )}
      </div>
    </>
  )
}
