import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { BALANCER_RULES } from '../../../server/protocol/balancer.js'
import { sendOrNotify } from '../../state/notices.js'
import { useAsked } from '../../state/use-asked.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Choice } from '../../ui/choice.js'
import styles from './two-servers.module.css'

/** How the proxy chooses between the two lesson servers, and what comes of that. */
export function BalancerRule() {
  const { t } = useTranslation('servers')
  const name = useId()
  const inForce = useSnapshot(({ balancer }) => balancer.rule)
  const { shown: rule, choose } = useAsked(inForce, (each) => sendOrNotify({ type: 'balancer:choose', rule: each }))
  const isSplit = useSnapshot(({ store: { available, active } }) => available.find(({ kind }) => kind === active)?.capabilities.shared !== true)
  return (
    <fieldset className={styles.rule}>
      <legend>{t('rule')}</legend>
      <div className={styles.choices}>
        {BALANCER_RULES.map((each) => (
          <Choice key={each} look="segment" name={name} checked={rule === each} onChange={() => choose(each)}>
            {t(each)}
          </Choice>
        ))}
      </div>
      <p>
        {t(`why.${rule}`)} {isSplit && rule !== 'sticky' ? t('lost') : null}
      </p>
    </fieldset>
  )
}
