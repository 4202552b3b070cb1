import { Check, CircleSlash, FileQuestion, KeyRound, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { FIRST_INSTANCE } from '../../../server/protocol/instances.js'
import type { RequestRecord, StoreOperation } from '../../../server/protocol/requests.js'
import { useWhyWords } from '../../i18n/problem-words.js'
import { useBrowserName, useKnownBrowser } from '../../state/browser-names.js'
import { useHasTwoServers } from '../../state/use-dashboard.js'
import { Dot } from '../../ui/dot.js'
import { formatDuration, formatNumber } from '../../ui/format.js'
import { ServerBadge } from '../../ui/server-badge.js'
import { SessionId } from '../../ui/session-id.js'
import styles from './timeline.module.css'

/** Who sent it: the browser in its hue, or the program's own name. */
export function RequestWho({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('timeline')
  const browser = useKnownBrowser(request.actor)
  const nameOf = useBrowserName()
  const name = browser ? nameOf(browser) : request.agent || t(request.actor === 'other' ? 'who.other' : 'who.forgotten')
  return (
    <span className={styles.whoCell} title={name}>
      <Dot hue={browser?.hue ?? null} />
      {name}
    </span>
  )
}

/** The session cookie that came, and what the middleware made of it. */
export function RequestCookie({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('timeline')
  const { cookieIn: verdict } = request
  const title = t(verdictKey(request))
  switch (verdict.kind) {
    case 'none':
      return (
        <span className={styles.no} title={title}>
          {t('verdict.none.word')}
        </span>
      )
    case 'good':
      return (
        <span className={styles.cookieCell} title={verdict.secretIndex > 0 ? t('verdict.oldSecret') : title}>
          <SessionId id={verdict.sessionId} length={4} /> <Check size={13} className={styles.ok} aria-label={t('verdict.good.word')} />
          {verdict.secretIndex > 0 ? <KeyRound size={12} className={styles.warn} aria-label={t('verdict.oldSecretWord')} /> : null}
        </span>
      )
    case 'bad-signature':
      return (
        <span className={`${styles.cookieCell} ${styles.bad}`} title={title}>
          <SessionId id={verdict.sessionId} length={4} /> <X size={13} aria-hidden /> {t('verdict.bad-signature.word')}
        </span>
      )
    default:
      return (
        <span className={`${styles.cookieCell} ${styles.bad}`} title={title}>
          {verdict.kind === 'unsigned' ? <CircleSlash size={13} aria-hidden /> : <FileQuestion size={13} aria-hidden />} {t(`verdict.${verdict.kind}.word`)}
        </span>
      )
  }
}

/** What is said of the cookie that came: what the middleware does with it only where it took the request. */
export function verdictKey({ cookieIn: { kind }, decisions }: Pick<RequestRecord, 'cookieIn' | 'decisions'>) {
  const isTaken = decisions.some((decision) => decision.kind === 'path' && decision.yes)
  return (kind === 'none' || kind === 'good') && !isTaken ? (`verdict.${kind}.alone` as const) : (`verdict.${kind}.why` as const)
}

/** Each call of the store with its time in ms. */
export function RequestOperations({ operations }: { readonly operations: readonly StoreOperation[] }) {
  const { t, i18n } = useTranslation('timeline')
  const whyWords = useWhyWords()
  if (operations.length === 0) return <span className={styles.no}>{t('nothing')}</span>
  return (
    <>
      {operations.map((operation) => {
        const isMiss = operation.name === 'get' && operation.hit === false
        const tone = operation.error !== undefined ? styles.failed : isMiss ? styles.miss : ''
        const { fault } = operation
        const met = fault && t('fault', { duration: formatDuration(i18n.language, operation.durationMs) })
        const title = met ?? (operation.error ? whyWords(operation.error) : t(`operation.${isMiss ? 'miss' : operation.name}`))
        return (
          <kbd key={`${operation.name}/${operation.startedMs}`} className={`${tone} ${fault === undefined ? '' : styles.faulty} num`} title={title}>
            {operation.name} {formatNumber(i18n.language, operation.durationMs, operation.durationMs < 100 ? 1 : 0)}
            {isMiss ? <span className="visually-hidden"> {t('operation.miss')}</span> : null}
            {met === undefined ? null : <span className="visually-hidden"> {met}</span>}
            {operation.error === undefined ? null : <span aria-hidden> ✕</span>}
          </kbd>
        )
      })}
    </>
  )
}

/** Does one of the Set-Cookie lines set the session's cookie, to a value or to nothing (a clearing)? */
function sessionCookieSent(request: RequestRecord): 'set' | 'cleared' | 'none' {
  const start = `${request.options.name}=`
  const line = request.setCookie.find((candidate) => candidate.startsWith(start))
  if (line === undefined) return 'none'
  return line.slice(start.length).split(';', 1)[0]?.trim() === '' ? 'cleared' : 'set'
}

/** The status, and whether the session cookie was sent; where there are two servers, or were, which one answered. */
export function RequestAnswer({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('timeline')
  const named = useTranslation('shell').t
  const isOfTwo = useHasTwoServers() || request.instance !== FIRST_INSTANCE
  if (request.outcome === 'cut-off' || request.status === null)
    return <span className={styles.bad}>{t(request.outcome === 'aborted' ? 'answer.aborted' : 'answer.cutOff')}</span>
  const sent = sessionCookieSent(request)
  const cookie = sent === 'none' ? <span className={styles.no}>{t('answer.none')}</span> : t(`answer.${sent}`)
  return (
    <span className="num">
      {isOfTwo && request.instance !== null ? (
        <ServerBadge id={request.instance} name={named('bar.server.named', { name: request.instance.toUpperCase() })} />
      ) : null}{' '}
      <span className={request.status >= 500 ? styles.bad : ''}>{request.status}</span> · {cookie}
    </span>
  )
}
