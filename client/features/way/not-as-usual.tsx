import { useTranslation } from 'react-i18next'
import { FAULTS, type FaultsInForce, inForce } from '../../../server/protocol/faults.js'
import { SECOND_INSTANCE } from '../../../server/protocol/instances.js'
import { sendOrNotify } from '../../state/notices.js'
import { useCompared, useHasTwoServers, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { type ChangeKind, ChangeMark } from '../../ui/change-mark.js'
import { formatCoarse } from '../../ui/format.js'
import { useNow } from '../../ui/use-now.js'
import { useFaultWords } from './fault-words.js'
import styles from './not-as-usual.module.css'

/** What was done to the way and not undone yet; nothing while all is as usual. */
export function NotAsUsual() {
  const { t, i18n } = useTranslation('way')
  const words = useFaultWords()
  const faults = useSnapshot((snapshot) => snapshot.faults)
  const now = useNow()
  const isOfTwo = useHasTwoServers()
  const compared = useCompared((snapshot) => snapshot.faults)
  // In the past, what went belongs to the list as well.
  const list = inForce({ ...compared?.from, ...compared?.to, ...faults })
  if (list.length === 0 && !isOfTwo) return null
  return (
    <section className={styles.list} aria-label={t('notAsUsual')}>
      <div className={styles.listHead}>
        <h3 className={styles.listTitle}>{t('notAsUsual')}</h3>
        <Button kind="quiet" onClick={() => void sendOrNotify({ type: 'fault:undo-all' })}>
          {t('undoAll')}
        </Button>
      </div>
      <ul>
        {list.map(([fault, inForce]) => {
          const { until, instead } = inForce
          const says = words.says(fault, inForce)
          return (
            <li key={fault} className={styles.entry} data-fault={fault}>
              <span>
                <b>{t(`heading.${FAULTS[fault].place}`, { count: 1 })}</b> {says} <ChangeMark change={changeBetween(compared, fault)} />
                {instead === undefined ? null : <small> {t(`byWire.${instead}`)}</small>}
                {until === null ? null : <small className="num"> {t('until', { duration: formatCoarse(i18n.language, Math.max(0, until - now)) })}</small>}
              </span>
              {faults[fault] === undefined ? null : (
                <Button aria-label={t('undoNamed', { what: says })} onClick={() => void sendOrNotify({ type: 'fault:undo', fault })}>
                  {t('undo')}
                </Button>
              )}
            </li>
          )
        })}
        {isOfTwo ? (
          <li className={styles.entry}>
            <span>
              <b>{t('places.servers.title', { name: SECOND_INSTANCE.toUpperCase() })}</b> {t('second')}
            </span>
            <Button
              aria-label={t('undoNamed', { what: t('second') })}
              onClick={() => void sendOrNotify({ type: 'instances:remove', instance: SECOND_INSTANCE })}
            >
              {t('undo')}
            </Button>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

/** What became of a fault between the two states that the marks are between. */
function changeBetween(compared: { readonly from: FaultsInForce; readonly to: FaultsInForce } | null, fault: keyof FaultsInForce): ChangeKind | null {
  if (compared === null) return null
  const [from, to] = [compared.from[fault], compared.to[fault]]
  if (from === undefined) return 'added'
  if (to === undefined) return 'removed'
  return JSON.stringify(from.settings) === JSON.stringify(to.settings) && from.instance === to.instance ? null : 'changed'
}
