import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord, SeenByExpress as Seen } from '../../../server/protocol/requests.js'
import { useWhyWords } from '../../i18n/problem-words.js'
import CrossSite from '../../ui/cross-site.js'
import { formatNumber } from '../../ui/format.js'
import { SeenByExpress } from '../../ui/seen-by-express.js'
import { SessionId } from '../../ui/session-id.js'
import { Chain } from './chain/chain.js'
import { DataChanges } from './data-changes.js'
import styles from './details.module.css'
import { explain } from './explain.js'
import { verdictKey } from './request-cells.js'
import rows from './timeline.module.css'
import { ReasonText } from './why.js'

/** What was decided at a request, one after the other, and all that its record holds. */
export function RequestDetails({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('chain')
  const [isOpen, setIsOpen] = useState(isRecordOpen)
  const keepOpen = (open: boolean) => {
    isRecordOpen = open
    setIsOpen(open)
  }
  return (
    <>
      <FaultsMet request={request} />
      <Chain request={request} />
      <details className={styles.recorded} open={isOpen} onToggle={(event) => keepOpen(event.currentTarget.open)}>
        <summary>{t('recorded')}</summary>
        <Recorded request={request} />
      </details>
    </>
  )
}

/** What was done on the way to its calls of the store: how long it waited, or that it failed, because somebody wanted that. */
function FaultsMet({ request }: { readonly request: RequestRecord }) {
  const { t, i18n } = useTranslation('way')
  const met = request.operations.flatMap((operation) => (operation.fault === undefined ? [] : [{ ...operation, fault: operation.fault }]))
  if (met.length === 0) return null
  return (
    <ul className={styles.met}>
      {met.map(({ name, startedMs, durationMs, fault }) => (
        <li key={`${name}/${startedMs}`}>
          <code>{name}</code> {t(`faults.${fault.kind}.met`, { duration: `${formatNumber(i18n.language, fault.waitedMs || durationMs, 1)} ms` })}
        </li>
      ))}
    </ul>
  )
}

/** Whoever wants to see it at one request wants it at the next. */
let isRecordOpen = false

/** All that one request's record holds, in the order in which it happened. */
function Recorded({ request }: { readonly request: RequestRecord }) {
  const { t, i18n } = useTranslation(['timeline', 'way', 'sites'])
  const whyWords = useWhyWords()
  const ms = (value: number) => `${formatNumber(i18n.language, value, 1)} ms`
  const { crossSite } = request
  return (
    <dl className={`${styles.details} ${styles.chain}`}>
      {crossSite === undefined ? null : (
        <>
          <dt>{t('sites:detail')}</dt>
          <dd>
            <CrossSite request={crossSite} isShort={false} />
          </dd>
        </>
      )}
      <dt>{t('details.cookie')}</dt>
      <dd>
        <CookieWords request={request} />
      </dd>
      {request.seen === undefined || isAsUsual(request.seen) ? null : (
        <>
          <dt>{t('way:seen.title')}</dt>
          <dd>
            <SeenByExpress seen={request.seen} />
          </dd>
        </>
      )}
      <dt>{t('details.store')}</dt>
      <dd>{request.operations.length === 0 ? t('details.noStore') : <Operations request={request} />}</dd>
      <dt>{t('details.data')}</dt>
      <dd>
        <DataChanges request={request} />
      </dd>
      <dt>{t('details.answer')}</dt>
      <dd>
        <p className="num">
          {request.status ?? t('answer.cutOff')}
          {request.location === undefined ? '' : ` → ${request.location}`}
          {request.headersMs === null ? '' : ` · ${t('details.headers', { time: ms(request.headersMs) })}`} ·{' '}
          {t('details.whole', { time: ms(request.durationMs) })}
        </p>
        {request.setCookie.length === 0 ? (
          <p>{t('details.noSetCookie')}</p>
        ) : (
          request.setCookie.map((line) => <code key={line} className={styles.wire}>{`Set-Cookie: ${line}`}</code>)
        )}
        {request.problem === undefined || request.mistake !== undefined ? null : <p className={rows.bad}>{whyWords(request.problem)}</p>}
      </dd>
      <dt>{t('details.why')}</dt>
      <dd>
        <ul>
          {explain(request).map((reason) => (
            <li key={reason.key}>
              <ReasonText reason={reason} />
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  )
}

/** Plain HTTP, by a proxy that tells whom it has it from, and express thinks the same: nothing to tell of where a request came from. */
function isAsUsual({ secure, ip, forwarded }: Seen): boolean {
  return !secure && forwarded.proto === 'http' && forwarded.for === ip && forwarded.host !== null
}

function CookieWords({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('timeline')
  const { cookieIn, options } = request
  return (
    <>
      {'sessionId' in cookieIn ? (
        <>
          <code>{options.name}</code> <SessionId id={cookieIn.sessionId} />{' '}
        </>
      ) : 'value' in cookieIn ? (
        <code className={styles.wire}>
          {options.name}={cookieIn.value}
        </code>
      ) : null}
      {t(verdictKey(request))}
      {cookieIn.kind === 'good' && cookieIn.secretIndex > 0 ? ` ${t('verdict.oldSecret')}` : ''}
    </>
  )
}

function Operations({ request }: { readonly request: RequestRecord }) {
  const { t, i18n } = useTranslation(['timeline', 'way'])
  const whyWords = useWhyWords()
  const ms = (value: number) => `${formatNumber(i18n.language, value, 1)} ms`
  return (
    <ul className="num">
      {request.operations.map((operation) => (
        <li key={`${operation.name}/${operation.startedMs}`}>
          <code>{operation.name}</code> <SessionId id={operation.sessionId} length={8} />{' '}
          {t('details.took', { time: ms(operation.durationMs), start: ms(operation.startedMs) })}
          {operation.bytes === undefined ? '' : `, ${t('details.bytes', { count: operation.bytes, number: formatNumber(i18n.language, operation.bytes) })}`}
          {operation.hit === undefined ? '' : `, ${t(operation.hit ? 'details.hit' : 'operation.miss')}`}
          {operation.fault === undefined
            ? ''
            : `, ${t(`way:faults.${operation.fault.kind}.met`, { duration: ms(operation.fault.waitedMs || operation.durationMs) })}`}
          {operation.error === undefined ? null : <b className={rows.bad}> {whyWords(operation.error)}</b>}
        </li>
      ))}
    </ul>
  )
}
