import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dashboardStore } from '../../state/dashboard-store.js'
import { chosenOf } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { MB } from './megabyte.js'

const QUIET_MS = 10_000

/** Is this far enough from what was said last to be worth saying? A twentieth of the limit, or a tenth more or fewer sessions. */
export function isWorthSaying(said: Reading | null, now: Reading): boolean {
  if (said === null) return true
  return Math.abs(now.heapMb - said.heapMb) > now.limitMb / 20 || Math.abs(now.sessions - said.sessions) > Math.max(1, said.sessions) / 10
}

export interface Reading {
  readonly heapMb: number
  readonly limitMb: number
  readonly sessions: number
}

/** What is to be said now: the same as before unless the figures have moved. */
function worthSaying(said: Reading | null): Reading | null {
  const { snapshot: newest, moment, selectedInstance } = dashboardStore.getState()
  const snapshot = moment?.snapshot ?? newest
  if (snapshot === null) return said
  const { memory, heapLimitBytes } = chosenOf(snapshot, selectedInstance)
  const now: Reading = { heapMb: (memory.latest?.heapUsedBytes ?? 0) / MB, limitMb: heapLimitBytes / MB, sessions: snapshot.store.sessionCount ?? 0 }
  return isWorthSaying(said, now) ? now : said
}

/** The figures for a screen reader: said politely, at most every ten seconds, and only when they moved. */
export function MemorySpoken() {
  const { t, i18n } = useTranslation('memory')
  const [said, setSaid] = useState<Reading | null>(null)
  useEffect(() => {
    const timer = setInterval(() => setSaid((last) => worthSaying(last)), QUIET_MS)
    return () => clearInterval(timer)
  }, [])
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <p className="visually-hidden" role="status">
      {said === null ? '' : t('spoken', { heap: number(said.heapMb), limit: number(said.limitMb), count: said.sessions, number: number(said.sessions) })}
    </p>
  )
}
