import { useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Actor } from '../../../server/protocol/requests.js'
import type { Trace } from '../../../server/protocol/trace.js'
import { linkTo, type TraceLink } from '../../../server/protocol/trace-link.js'
import { requestsOf, traceOf } from '../../../server/protocol/trace-of.js'
import type { Keeping } from '../../state/keeping.js'
import { LIMITS } from '../../state/limits.js'
import { newestState } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import styles from './keep.module.css'
import { KeepText } from './keep-text.js'
import { MadeText } from './made-text.js'
import { NothingYet } from './nothing-yet.js'
import { publicTrace } from './public-trace.js'
import { useSenderName } from './sender-name.js'
import { TraceView } from './trace-view.js'

/** What browsers did, and under which configuration, as a link that others open in a sandbox of their own. */
export function SaveLink({ rows, request, trace }: Keeping) {
  const { t } = useTranslation('show')
  if (trace === null) return <ChosenLink rows={rows} request={request} />
  return (
    <>
      <TraceAsLink trace={trace} />
      <p className={styles.note}>{t('link.differs')}</p>
    </>
  )
}

/** Of what the reader chooses among the rows. */
function ChosenLink({ rows, request }: Pick<Keeping, 'rows' | 'request'>) {
  const { t, i18n } = useTranslation('show')
  // As of when this was opened: what comes meanwhile is not what somebody has looked at.
  const [snapshot] = useState(newestState)
  const nameOf = useSenderName()
  const timeline = useMemo(() => upTo(rows, request), [rows, request])
  const actors = useMemo(() => [...new Set(timeline.flatMap((row) => (row.kind === 'request' ? [row.request.actor] : [])))].filter(isBrowser), [timeline])
  const [left, setLeft] = useState<readonly Actor[]>([])
  const [last, setLast] = useState<number>(LIMITS.traceActs)
  const browsers = useMemo(() => actors.filter((actor) => !left.includes(actor)), [actors, left])
  const known = useMemo(() => requestsOf(timeline, browsers).length, [timeline, browsers])
  const trace = useMemo(() => traceOf({ ...snapshot, timeline }, { browsers, last }), [snapshot, timeline, browsers, last])
  const id = useId()
  if (actors.length === 0) return <NothingYet />
  return (
    <>
      <fieldset className={styles.choices}>
        <legend>{t('link.whose')}</legend>
        {actors.map((actor) => (
          <label key={actor}>
            <input
              type="checkbox"
              checked={!left.includes(actor)}
              onChange={({ target }) => setLeft(target.checked ? left.filter((each) => each !== actor) : [...left, actor])}
            />
            {nameOf({ actor })}
          </label>
        ))}
      </fieldset>
      <div className={styles.field}>
        <label htmlFor={id}>{t('link.last', { number: formatNumber(i18n.language, Math.min(last, known)) })}</label>
        <input
          id={id}
          type="range"
          min={1}
          max={Math.max(1, Math.min(known, LIMITS.traceActs))}
          value={Math.min(last, known)}
          onChange={({ target }) => setLast(Number(target.value))}
        />
      </div>
      <TraceAsLink trace={trace} />
    </>
  )
}

/** A trace, without what is nobody else's business, and the link to it. null: nobody who acts was chosen. */
function TraceAsLink({ trace }: { readonly trace: Trace | null }) {
  const { t, i18n } = useTranslation('show')
  const given = useMemo(() => (trace === null ? null : publicTrace(trace)), [trace])
  const made = useLink(given?.trace ?? null)
  const number = (value: number) => formatNumber(i18n.language, value)
  const dropped = given !== null && given.dropped > 0 ? <p className={styles.bad}>{t('link.dropped', { number: number(given.dropped) })}</p> : null
  if (made === null) return dropped ?? (given === null ? <p className={styles.note}>{t('link.nobody')}</p> : null)
  return (
    <>
      <TraceView trace={made.trace} />
      {made.leftOut > 0 ? <p className={styles.bad}>{t('link.leftOut', { number: number(made.leftOut), limit: number(LIMITS.linkCharacters) })}</p> : null}
      {dropped}
      <p className={styles.note}>{t('link.without')}</p>
      <h3>{t('link.text', { number: number(made.link.length) })}</h3>
      <MadeText text={made.link} label={t('link.title')} rows={3} />
      <KeepText text={made.link} />
      <p className={styles.note}>{t('link.how', { origin: location.origin })}</p>
    </>
  )
}

/** Packing takes a moment; meanwhile the one before stands there. null: there is nothing to link to. */
function useLink(trace: Trace | null): TraceLink | null {
  const [made, setMade] = useState<TraceLink | null>(null)
  useEffect(() => {
    let isGone = false
    const making = trace === null || trace.acts.length === 0 ? Promise.resolve(null) : linkTo(trace, location.origin)
    void making.then((link) => isGone || setMade(link))
    return () => {
      isGone = true
    }
  }, [trace])
  return made
}

/** The rows until an opened request, with it: what led to it. */
function upTo(rows: Keeping['rows'], request: string | null): Keeping['rows'] {
  const place = request === null ? -1 : rows.findIndex((row) => row.kind === 'request' && row.request.id === request)
  return place < 0 ? rows : rows.slice(0, place + 1)
}

function isBrowser(actor: Actor): boolean {
  return actor !== 'other' && actor !== 'crowd'
}
