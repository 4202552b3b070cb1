import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { CrossSitePart } from '../../ui/cross-site-part.js'
import { MarkedText } from '../../ui/marked-text.js'
import { explain, type Reason } from './explain.js'
import { isMachineText, machineText, useReasonWords } from './reason-words.js'
import styles from './timeline.module.css'

/** One reason as a short sentence; what matters in it is bold. */
export function ReasonText({ reason }: { readonly reason: Reason }) {
  const { t } = useTranslation('timeline')
  const { key, params } = reason
  const sentence = <MarkedText text={t(`why.${key}`, { keys: params.keys ?? '', place: params.place ?? '' })} />
  if (!isMachineText(reason)) return sentence
  return (
    <>
      <code className={styles.threw} translate="no">
        {machineText(reason)}
      </code>
      , {sentence}
    </>
  )
}

/** Why a request did, and did not do, what it did: short sentences in a row. */
export function Why({ request }: { readonly request: RequestRecord }) {
  const words = useReasonWords()
  const reasons = useMemo(() => explain(request), [request])
  const plain = reasons.map((reason) => words(reason)).join(' ')
  return (
    <span className={styles.reasons} title={plain}>
      {request.crossSite === undefined ? null : <CrossSitePart request={request.crossSite} isShort />}
      {reasons.map((reason) => (
        <span key={reason.key}>
          <ReasonText reason={reason} />{' '}
        </span>
      ))}
    </span>
  )
}
