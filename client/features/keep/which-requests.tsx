import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { Keeping } from '../../state/keeping.js'
import { formatNumber, formatTimeOfDay } from '../../ui/format.js'
import styles from './keep.module.css'

/** The requests among the rows, oldest first. */
export function requestsOf({ rows }: Pick<Keeping, 'rows'>): readonly RequestRecord[] {
  return rows.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
}

export interface WhichRequestsProps {
  readonly of: readonly RequestRecord[]
  /** Id of a request; null: all. */
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
  /** Can all be chosen, or only one? */
  readonly canAll: boolean
  /** What is said instead of "all"; left out: that. */
  readonly allText?: string
}

/** Which of the requests: a list, the newest first. */
export function WhichRequests({ of, chosen, onChoose, canAll, allText }: WhichRequestsProps) {
  const { t, i18n } = useTranslation('show')
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t('which')}</label>
      <select id={id} value={chosen ?? ''} onChange={({ target }) => onChoose(target.value === '' ? null : target.value)}>
        {canAll ? <option value="">{allText ?? t('all', { number: formatNumber(i18n.language, of.length) })}</option> : null}
        {of.toReversed().map(({ id: request, at, method, path, status }) => (
          <option key={request} value={request}>
            {`${formatTimeOfDay(i18n.language, at)}  ${method} ${path.slice(0, 60)}  ${status ?? '–'}`}
          </option>
        ))}
      </select>
    </div>
  )
}
