import { useTranslation } from 'react-i18next'
import { SESSION_OPTIONS } from '../../../server/protocol/session-options.js'
import { sendOrNotify } from '../../state/notices.js'
import { useAsked } from '../../state/use-asked.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { SeenByExpress } from '../../ui/seen-by-express.js'
import styles from './faults.module.css'

const { of: CHOICES } = SESSION_OPTIONS.trustProxy.values

/** Whom the shop believes, which is its option `trust proxy`, and what that made of the last request. */
export function TrustProxy() {
  const { t } = useTranslation('way')
  const inForce = useInstance(({ options }) => options.trustProxy)
  const { shown, choose } = useAsked(inForce, (trustProxy) => sendOrNotify({ type: 'server:configure', options: { trustProxy } }))
  const seen = useSnapshot(
    ({ timeline }) => timeline.findLast((row) => row.kind === 'request' && row.request.seen !== undefined && row.request.actor !== 'other') ?? null,
  )
  return (
    <fieldset className={styles.fault}>
      <legend>{t('trustProxy.title')}</legend>
      <p>{t('trustProxy.why')}</p>
      <label className={styles.choice}>
        <code>trust proxy</code>
        <select value={CHOICES.indexOf(shown)} onChange={({ target }) => choose(CHOICES[Number(target.value)] ?? false)}>
          {CHOICES.map((each, index) => (
            <option key={String(each)} value={index}>
              {t(`trustProxy.choices.${each}`)}
            </option>
          ))}
        </select>
      </label>
      {seen?.kind === 'request' && seen.request.seen !== undefined ? <SeenByExpress seen={seen.request.seen} /> : <p>{t('seen.nobody')}</p>}
    </fieldset>
  )
}
