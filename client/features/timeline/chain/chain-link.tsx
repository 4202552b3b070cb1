import { Check, ExternalLink, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Decision } from '../../../../server/protocol/decisions.js'
import type { RequestRecord, StoreOperation } from '../../../../server/protocol/requests.js'
import type { OptionChange } from '../../../../server/protocol/what-if.js'
import { useWhyWords } from '../../../i18n/problem-words.js'
import { formatBytes, formatNumber } from '../../../ui/format.js'
import { RichText } from '../../../ui/rich-text.js'
import { SessionId } from '../../../ui/session-id.js'
import { ShortDataChanges } from '../data-changes.js'
import styles from './chain.module.css'
import { type ChainLink, type Deed, lastSave } from './chain-links.js'
import { type OptionBehind, optionsBehind } from './options-behind.js'
import { addressOf, type Section } from './readme.js'
import { useReasonWords } from './reason-words.js'

export interface WhatIfChoice {
  /** The option that the reader changed in thought; null: none. */
  readonly chosen: OptionChange['option'] | null
  readonly onChoose: (change: OptionChange | null) => void
}

interface LinkFrameProps {
  readonly yes: boolean
  readonly title: string
  /** It would have been answered otherwise. */
  readonly differs?: boolean
  readonly children: ReactNode
  readonly name: string
}

/** A place in the chain: a filled dot where something was done, a hollow one where not. */
function LinkFrame({ yes, title, differs = false, children, name }: LinkFrameProps) {
  const { t } = useTranslation('chain')
  const Mark = yes ? Check : Minus
  return (
    <li
      className={`${styles.link} ${yes ? '' : styles.no} ${differs ? styles.differs : ''}`}
      data-link={name}
      data-yes={yes}
      data-differs={differs || undefined}
    >
      <i className={styles.dot}>
        <Mark size={10} strokeWidth={3.5} aria-hidden />
      </i>
      <b>
        <span className="visually-hidden">{yes ? t('yes') : t('no')}: </span>
        {title}
      </b>
      {children}
    </li>
  )
}

export function DecisionLink({
  decision,
  operation,
  request,
  differs,
  whatIf,
}: {
  readonly decision: Decision
  readonly operation: StoreOperation | null
  readonly request: RequestRecord
  readonly differs: boolean
  readonly whatIf: WhatIfChoice
}) {
  const words = useReasonWords(request.at)(decision)
  return (
    <LinkFrame yes={decision.yes} title={words.title} differs={differs} name={decision.kind}>
      <p>
        {decision.kind === 'cookie' ? <CookieValue request={request} /> : null}
        {decision.reason === 'found' && operation !== null ? null : <RichText text={words.why} />}
      </p>
      {operation === null ? null : <OperationFigures operation={operation} />}
      {optionsBehind(decision, request).map((option) => (
        <Option key={option.section} option={option} whatIf={whatIf} />
      ))}
    </LinkFrame>
  )
}

export function NotAskedLink({ link, differs }: { readonly link: Extract<ChainLink, { kind: 'not-asked' }>; readonly differs: boolean }) {
  const { t } = useTranslation('chain')
  return (
    <LinkFrame yes={false} title={t(`notAsked.title.${link.question}`)} differs={differs} name={link.question}>
      <p>{t(`notAsked.${link.why}`)}</p>
    </LinkFrame>
  )
}

const SECTIONS_OF_DEEDS: Readonly<Partial<Record<Deed, Section>>> = {
  changed: 'req.session',
  regenerated: 'Session.regenerate(callback)',
  destroyed: 'Session.destroy(callback)',
  unset: 'unset',
  without: 'req.session',
}
const DID_SOMETHING: ReadonlySet<Deed> = new Set(['changed', 'regenerated', 'destroyed', 'unset', 'threw'])

/** What the shop did between loading the session and the end of the request, and which lines of its code did it. */
export function ShopLink({ deeds, request }: { readonly deeds: readonly Deed[]; readonly request: RequestRecord }) {
  const { t } = useTranslation('chain')
  const save = lastSave(request.decisions)
  const keys = save === undefined ? [] : [...save.keys.set, ...save.keys.changed, ...save.keys.removed]
  const hasData = request.before !== null || request.after !== null
  const sections = [...new Set(deeds.flatMap((deed) => SECTIONS_OF_DEEDS[deed] ?? []))]
  return (
    <LinkFrame yes={deeds.some((deed) => DID_SOMETHING.has(deed))} title={t(`shop.${deeds[0] ?? 'nothing'}.title`)} name="shop">
      {deeds.map((deed) => (
        <p key={deed}>{t(`shop.${deed}.why`)}</p>
      ))}
      {!deeds.includes('changed') ? null : hasData ? (
        <ShortDataChanges before={request.before} after={request.after} />
      ) : keys.length === 0 ? null : (
        <p>
          <code>{keys.join(', ')}</code>
        </p>
      )}
      {sections.map((section) => (
        <p key={section} className={styles.option}>
          <ReadmeLink section={section} />
        </p>
      ))}
    </LinkFrame>
  )
}

function CookieValue({ request: { cookieIn } }: { readonly request: RequestRecord }) {
  if ('sessionId' in cookieIn) {
    return (
      <>
        <SessionId id={cookieIn.sessionId} length={8} />{' '}
      </>
    )
  }
  return 'value' in cookieIn && cookieIn.value !== '' ? <code className={styles.value}>{cookieIn.value}</code> : null
}

function OperationFigures({ operation: { name, durationMs, bytes, error } }: { readonly operation: StoreOperation }) {
  const { i18n } = useTranslation('chain')
  const whyWords = useWhyWords()
  const size = bytes === undefined ? '' : `, ${formatBytes(i18n.language, bytes)}`
  return (
    <p className="num">
      <code>{name}</code> {formatNumber(i18n.language, durationMs, 1)} ms{size}
      {error === undefined ? null : (
        <span className={styles.failed} title={whyWords(error)}>
          {whyWords(error)}
        </span>
      )}
    </p>
  )
}

function Option({ option: { section, value, change }, whatIf }: { readonly option: OptionBehind; readonly whatIf: WhatIfChoice }) {
  const { t } = useTranslation('chain')
  return (
    <p className={styles.option}>
      <ReadmeLink section={section} />
      {value === null ? null : <code className={styles.value}>{value}</code>}
      {change === undefined ? null : (
        <button
          type="button"
          className={styles.ask}
          data-asks=""
          aria-pressed={whatIf.chosen === change.option}
          onClick={() => whatIf.onChoose(whatIf.chosen === change.option ? null : change)}
        >
          {t(questionOf(change), { to: String(change.to) })}
          <span className="visually-hidden"> ({section})</span>
        </button>
      )}
    </p>
  )
}

function questionOf({ option, to }: OptionChange) {
  if (option === 'unset' || option === 'path') return 'whatIf.ask.value'
  if (option === 'maxAge') return to ? 'whatIf.ask.set' : 'whatIf.ask.notSet'
  if (option === 'touch') return to ? 'whatIf.ask.has' : 'whatIf.ask.hasNot'
  return to ? 'whatIf.ask.on' : 'whatIf.ask.off'
}

/** A section of express-session's README by its name, which finds it there also without a network. */
function ReadmeLink({ section }: { readonly section: Section }) {
  const { t } = useTranslation('chain')
  return (
    <a href={addressOf(section)} target="_blank" rel="noreferrer" title={t('readme', { section })} translate="no">
      {section.replace(/\(.*/, '')}
      <ExternalLink size={10} aria-hidden />
    </a>
  )
}
