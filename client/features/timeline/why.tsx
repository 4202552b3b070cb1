import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { MarkedText } from '../../ui/marked-text.js'
import { explain, type Reason } from './explain.js'
import styles from './timeline.module.css'

/** One reason as a short sentence; what matters in it is bold. */
export function ReasonText({ reason }: { readonly reason: Reason }) {
  const { t } = useTranslation('timeline')
  return <MarkedText text={t(`why.${reason.key}`, { keys: reason.params.keys ?? '' })} />
}

/** Why a request did, and did not do, what it did: short sentences in a row. */
export function Why({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('timeline')
  const reasons = useMemo(() => explain(request), [request])
  const plain = reasons.map((reason) => t(`why.${reason.key}`, { keys: reason.params.keys ?? '' }).replace(/<\/?b>/g, '')).join(' ')
  return (
    <span className={styles.reasons} title={plain}>
      {reasons.map((reason) => (
        <span key={reason.key}>
          <ReasonText reason={reason} />{' '}
        </span>
      ))}
    </span>
  )
}
