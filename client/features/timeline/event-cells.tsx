import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FIRST_INSTANCE } from '../../../server/protocol/instances.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { useProblemWords, useWhyWords } from '../../i18n/problem-words.js'
import { whatSwitchDid } from '../../state/sayings.js'
import { useLive } from '../../state/use-dashboard.js'
import { Dot } from '../../ui/dot.js'
import { formatDuration, formatNumber, formatTimeOfDay } from '../../ui/format.js'
import { MarkedText } from '../../ui/marked-text.js'
import { Said, useSayingWords } from '../../ui/said.js'
import { SessionId } from '../../ui/session-id.js'
import { Changes } from './configuration-changes.js'
import { eventTitle } from './event-title.js'
import styles from './timeline.module.css'

export type EventOf = Exclude<TimelineRow, { kind: 'request' }>
export type EventCells = Readonly<Record<'when' | 'who' | 'request' | 'cookie' | 'store' | 'answer' | 'why', ReactNode>> & { readonly label: string }

const MB = 1024 * 1024
/** Red, for what went wrong. */
const BAD_HUE = 27
/** Collecting garbage is worth a word from here on, and not for a handful of requests: any short burst takes a collection or two. */
const GC_IS_NEWS = 0.1
const MANY_REQUESTS = 5_000

/** What stands in each column of a row that is no request: the crowd folded into one, a death, a start, a switch … */
export function useEventCells(row: EventOf): EventCells {
  const { t, i18n } = useTranslation('timeline')
  const words = useProblemWords()
  const whyWords = useWhyWords()
  const saying = useSayingWords()
  const available = useLive((snapshot) => snapshot.store.available)
  const label = (kind: string) => available.find((store) => store.kind === kind)?.label ?? kind
  const number = (value: number, digits = 0) => formatNumber(i18n.language, value, digits)
  const title = row.kind === 'crowd' ? '' : t(eventTitle(row))
  const base = {
    label: title,
    request: title,
    when: formatTimeOfDay(i18n.language, row.at),
    who: <Who hue={null} name={t(row.kind === 'store-health' || row.kind === 'swept' ? 'who.store' : 'who.server')} />,
    cookie: null,
    store: null,
    answer: null,
    why: null,
  }
  switch (row.kind) {
    case 'crowd': {
      const requests = t('crowd.requests', { count: row.requests, number: number(row.requests) })
      return {
        ...base,
        label: requests,
        when: timeSpan(i18n.language, row.at, row.until),
        who: <Who hue={null} name={t('who.crowd')} />,
        request: <span className="num">{requests}</span>,
        cookie: <span className="num">{t('crowd.ids', { count: row.newSessions, number: number(row.newSessions) })}</span>,
        store: (
          <>
            {Object.entries(row.operations).map(([name, { p95Ms }]) => (
              <kbd key={name} className="num" title={t('crowd.p95')}>
                {name} {number(p95Ms, p95Ms < 100 ? 1 : 0)}
              </kbd>
            ))}
          </>
        ),
        answer: <span className={`num ${row.errors > 0 ? styles.bad : ''}`}>{t('crowd.errors', { count: row.errors, number: number(row.errors) })}</span>,
        why: (
          <>
            {row.gcShare >= GC_IS_NEWS && row.requests >= MANY_REQUESTS ? <Bold name="crowdSlow" values={{ share: number(row.gcShare * 100) }} /> : null}{' '}
            {sampleOf(row) > 1 && Object.keys(row.operations).length > 0 ? (
              <Bold name="crowdSampled" values={{ n: number(sampleOf(row)) }} title={t('crowd.sampledWhy')} />
            ) : null}
          </>
        ),
      }
    }
    case 'death': {
      const { death } = row
      const used = number((death.lastReading?.heapUsedBytes ?? 0) / MB, 1)
      const cause = death.cause === 'out-of-memory' && death.lastReading === null ? 'crashed' : death.cause
      const values = {
        used,
        limit: number(death.heapLimitBytes / MB),
        signal: death.signal ?? death.exitCode ?? '',
        time: formatDuration(i18n.language, death.uptimeMs),
      }
      return {
        ...base,
        who: <Who hue={BAD_HUE} name={t('who.server')} />,
        store: [
          death.sessionsLost > 0 ? t('event.lost', { count: death.sessionsLost, number: number(death.sessionsLost) }) : null,
          death.sessionsKept > 0 || death.sessionsLost === 0 ? t('event.kept', { count: death.sessionsKept, number: number(death.sessionsKept) }) : null,
        ]
          .filter((part) => part !== null)
          .join(', '),
        answer: t('event.cutOff', { count: death.requestsCutOff, number: number(death.requestsCutOff) }),
        why: <Bold name={`death.${cause}`} values={values} />,
      }
    }
    case 'started':
      return {
        ...base,
        store: label(row.store),
        why: <Bold name={`started.${row.reason === 'launch' && row.instance !== FIRST_INSTANCE ? 'added' : row.reason}`} values={{ boot: row.boot }} />,
      }
    case 'switched': {
      const { report } = row
      const [, ...what] = whatSwitchDid(report, { available })
      const values = { time: formatDuration(i18n.language, report.durationMs), wait: formatDuration(i18n.language, report.longestWaitMs) }
      return {
        ...base,
        store: label(report.refused === null ? report.to : report.from),
        why:
          report.refused === null ? (
            <span className={styles.reasons} title={what.map(saying).join(' ')}>
              <b>
                <Said sayings={what} />
              </b>{' '}
              {t(report.longestWaitMs < 1 ? 'said.switchedAtOnce' : 'said.switched', values)}
            </span>
          ) : (
            words(report.refused)
          ),
      }
    }
    case 'configured':
      return { ...base, why: <Changes changed={row.changed} /> }
    case 'cleared':
      return {
        ...base,
        store: label(row.store),
        why: <Bold name={row.sessions === 0 ? 'clearedNone' : 'cleared'} values={{ number: number(row.sessions) }} />,
      }
    case 'session-forgotten':
      return {
        ...base,
        cookie: <SessionId id={row.sessionId} length={4} />,
        store: label(row.store),
        why: <Bold name="forgotten" values={{}} />,
      }
    case 'brought-back':
      return {
        ...base,
        store: label(row.store),
        why: <Bold name="broughtBack" values={{ number: number(row.sessions) }} />,
      }
    case 'swept':
      return {
        ...base,
        cookie: <SessionId id={row.sessionId} length={4} />,
        store: label(row.store),
        why: <Bold name="swept" values={{ time: formatDuration(i18n.language, row.at - row.expiredAt) }} />,
      }
    case 'store-health':
      return {
        ...base,
        who: <Who hue={row.up ? null : BAD_HUE} name={t('who.store')} />,
        store: label(row.store),
        why: row.why ? whyWords(row.why) : row.up ? t('event.upWhy') : t('event.downWhy'),
      }
  }
}

type BoldName =
  | 'crowdSlow'
  | 'crowdSampled'
  | 'cleared'
  | 'clearedNone'
  | 'forgotten'
  | 'broughtBack'
  | 'swept'
  | `death.${'out-of-memory' | 'killed' | 'crashed' | 'watchdog'}`
  | `started.${'launch' | 'added' | 'restart' | 'after-death' | 'heap-limit'}`

function Bold({ name, values, title }: { readonly name: BoldName; readonly values: Readonly<Record<string, string | number>>; readonly title?: string }) {
  const { t } = useTranslation('timeline')
  return (
    <span className={styles.reasons} title={title}>
      <MarkedText text={t(`said.${name}`, values)} />
    </span>
  )
}

function Who({ hue, name }: { readonly hue: number | null; readonly name: string }) {
  return (
    <span className={styles.whoCell}>
      <Dot hue={hue} />
      {name}
    </span>
  )
}

/** One in how many of a crowd's requests was timed, on average; 1: all. */
export function sampleOf({ requests, timed }: Extract<EventOf, { kind: 'crowd' }>): number {
  return timed === 0 ? 1 : Math.max(1, Math.round(requests / timed))
}

/** "05:41:02–10": the end says only what is another. */
export function timeSpan(language: string, from: number, until: number): string {
  const [start, end] = [from, until].map((at) => formatTimeOfDay(language, at).slice(0, 8))
  if (start === undefined || end === undefined || start === end) return start ?? ''
  const parts = end.split(':')
  const same = start.split(':').findIndex((part, index) => part !== parts[index])
  return `${start}–${parts.slice(same).join(':')}`
}
