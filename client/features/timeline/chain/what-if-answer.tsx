import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Decision, DecisionKind } from '../../../../server/protocol/decisions.js'
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import { consequencesOf, type OptionChange, type WhatIf, whatIf } from '../../../../server/protocol/what-if.js'
import { scrollerOf } from '../../../ui/point-at.js'
import { RichText } from '../../../ui/rich-text.js'
import { coveredHeight } from '../covered.js'
import styles from './chain.module.css'
import { CodeLines } from './code-lines.js'
import { useReasonWords } from './reason-words.js'
import { lineOfOption } from './shop-lines.js'

/** What would have been decided under one other option: computed on the page, and labelled so. */
export function WhatIfAnswer({ request, change }: { readonly request: RequestRecord; readonly change: OptionChange }) {
  const { t } = useTranslation('chain')
  const atOnce = 'since' in change ? whatIf(request, { ...change, since: 'request' }) : whatIf(request, change)
  // What a session takes when it begins: the one that was loaded goes on as it is, and one that had begun otherwise would not.
  const fromBegin = 'since' in change && atOnce.differ.length === 0 ? whatIf(request, { ...change, since: 'session' }) : null
  const place = useRef<HTMLDivElement>(null)
  const findLine = useCallback(() => lineOfOption(change.option), [change.option])
  // Below a long chain, in a low pane, an answer would be out of sight.
  useEffect(() => {
    if (change && place.current) bringIntoSight(place.current)
  }, [change])
  return (
    <div className={styles.answer} role="status" ref={place} data-answers="">
      <p>
        <span className={styles.computed}>{t('whatIf.computed')}</span> <RichText text={t(leadOf(change), { option: nameOf(change), to: String(change.to) })} />
      </p>
      <Outcome request={request} outcome={atOnce} />
      {fromBegin === null ? null : (
        <>
          <p>{t('whatIf.sinceSession')}</p>
          <Outcome request={request} outcome={fromBegin} />
        </>
      )}
      <CodeLines find={findLine} />
    </div>
  )
}

/** Scrolls until the answer is in sight, but never so far that what was asked, with the option that it is about, is not. */
function bringIntoSight(answer: HTMLElement): void {
  const scroller = scrollerOf(answer) ?? document.scrollingElement
  const asked = answer.closest('section')?.querySelector('[data-asks][aria-pressed="true"]')?.closest('p')
  if (scroller === null || !asked) return
  const heading = coveredHeight(answer.closest('table'))
  const { top, bottom } = scroller.getBoundingClientRect()
  const margin = Number.parseFloat(getComputedStyle(answer).scrollMarginBottom) || 0
  const below = answer.getBoundingClientRect().bottom + margin - Math.min(bottom, innerHeight)
  const above = asked.getBoundingClientRect().top - Math.max(top, 0) - heading
  if (below > 0 && above > 0) scroller.scrollTop += Math.min(below, above)
}

/** Questions that would have been answered otherwise. */
export function differing(request: RequestRecord, change: OptionChange): readonly DecisionKind[] {
  return whatIf(request, change).differ
}

function Outcome({ request, outcome: { decisions, differ, limits } }: { readonly request: RequestRecord; readonly outcome: WhatIf }) {
  const { t } = useTranslation('chain')
  const words = useReasonWords(request.at)
  const after = decisions.filter(({ kind, reason }) => differ.includes(kind) && reason !== 'asked')
  const gone = differ.filter((kind) => !decisions.some((decision) => decision.kind === kind))
  const { saves, isTouched, isCookieSet } = consequencesOf(decisions)
  return (
    <ul>
      {after.map((decision: Decision) => {
        const { title, why } = words(decision)
        return (
          <li key={decision.kind}>
            <b>{title}</b>: <RichText text={why} />
          </li>
        )
      })}
      {gone.map((kind) => (
        <li key={kind}>
          <b>{t(`notAsked.title.${kind}`)}</b>
        </li>
      ))}
      {differ.length === 0 && limits.length === 0 ? <li>{t('whatIf.same')}</li> : null}
      {limits.map((limit) => (
        <li key={limit}>{t(`whatIf.limit.${limit}`)}</li>
      ))}
      {differ.length === 0 || limits.length > 0 ? null : (
        <li className={styles.sum}>
          {[
            t(saves > 0 ? 'whatIf.saved' : 'whatIf.notSaved'),
            t(isTouched ? 'whatIf.touched' : 'whatIf.notTouched'),
            t(isCookieSet ? 'whatIf.cookie' : 'whatIf.noCookie'),
          ].join(' · ')}
        </li>
      )}
    </ul>
  )
}

function leadOf({ option, to }: OptionChange) {
  if (option === 'unset' || option === 'path') return 'whatIf.lead.value'
  if (option === 'maxAge') return to ? 'whatIf.lead.set' : 'whatIf.lead.notSet'
  if (option === 'touch') return to ? 'whatIf.lead.has' : 'whatIf.lead.hasNot'
  return to ? 'whatIf.lead.on' : 'whatIf.lead.off'
}

function nameOf({ option }: OptionChange): string {
  return option === 'path' ? 'cookie.path' : option === 'maxAge' ? 'cookie.maxAge' : option === 'secure' ? 'cookie.secure' : option
}
