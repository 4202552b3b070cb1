/** Numbers with their units as text, grouped as the language groups them. Pure; the components are in amounts.tsx. */

const NARROW_SPACE = '\u202f'
const NO_BREAK = '\u00a0'

const formatters = new Map<string, Intl.NumberFormat>()
function formatter(language: string, digits: number): Intl.NumberFormat {
  const key = `${language}/${digits}`
  let found = formatters.get(key)
  if (!found) {
    found = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    formatters.set(key, found)
  }
  return found
}

/** 10003 → "10 003" in English (a thin space, so that it is not taken for a decimal comma), "10.003" in Portuguese. */
export function formatNumber(language: string, value: number, digits = 0): string {
  return language.startsWith('en') ? formatter('en', digits).format(value).replaceAll(',', NARROW_SPACE) : formatter(language, digits).format(value)
}

/** A number and its unit, apart: the unit is often set smaller. */
export interface Amount {
  readonly value: string
  readonly unit: string
}

const KIB = 1024

/** Bytes in the largest unit that leaves at least 1: 243 B, 1.5 KB, 41.2 MB. A KB has 1,024 bytes, as in V8's flags. */
export function bytesAmount(language: string, bytes: number): Amount {
  const size = Math.abs(bytes)
  if (size < KIB) return { value: formatNumber(language, Math.round(bytes)), unit: 'B' }
  if (size < KIB ** 2) return { value: formatNumber(language, bytes / KIB, 1), unit: 'KB' }
  if (size < KIB ** 3) return { value: formatNumber(language, bytes / KIB ** 2, 1), unit: 'MB' }
  return { value: formatNumber(language, bytes / KIB ** 3, 2), unit: 'GB' }
}

/** Bytes as one text: "41.2 MB". */
export function formatBytes(language: string, bytes: number): string {
  return join(bytesAmount(language, bytes))
}

/** Milliseconds as a person reads them: 0.9 ms, 14 ms, 1.4 s, 23 s, 4 min, 3 h, 14 d. */
export function durationAmount(language: string, ms: number): Amount {
  const size = Math.abs(ms)
  if (size < 10) return { value: formatNumber(language, ms, 1), unit: 'ms' }
  if (size < 1_000) return { value: formatNumber(language, ms), unit: 'ms' }
  if (size < 10_000) return { value: formatNumber(language, ms / 1_000, 1), unit: 's' }
  if (size < 120_000) return { value: formatNumber(language, Math.floor(ms / 1_000)), unit: 's' }
  if (size < 120 * 60_000) return { value: formatNumber(language, Math.floor(ms / 60_000)), unit: 'min' }
  if (size < 48 * 3_600_000) return { value: formatNumber(language, Math.floor(ms / 3_600_000)), unit: 'h' }
  return { value: formatNumber(language, Math.round(ms / 86_400_000)), unit: 'd' }
}

/** A duration as one text: "1.4 s". */
export function formatDuration(language: string, ms: number): string {
  return join(durationAmount(language, ms))
}

/** Whole seconds and above, for what is read while it grows: "12 s", "4 min". */
export function formatCoarse(language: string, ms: number): string {
  return ms < 120_000 ? join({ value: formatNumber(language, Math.floor(ms / 1_000)), unit: 's' }) : formatDuration(language, ms)
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** A countdown, in the two units that matter: "13 d 23 h", "12 min 4 s", "23 s". Begun seconds are over, but for the last one. */
export function formatCountdown(language: string, ms: number): string {
  const whole = Math.max(ms > 0 ? 1 : 0, Math.floor(ms / 1_000)) * 1_000
  const first = UNITS.findIndex(([, size]) => whole >= size)
  const from = first < 0 ? UNITS.length - 1 : first
  const parts = UNITS.slice(from, from + 2).map(([unit, size], place) => {
    const above = place === 0 ? Number.POSITIVE_INFINITY : (UNITS[from]?.[1] ?? 1)
    return join({ value: formatNumber(language, Math.floor((whole % above) / size)), unit })
  })
  return parts.join(' ')
}

/** A running clock: 12:41, 1:02:07. */
export function formatUptime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

const DATES = {
  timeOfDay: { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' },
  date: { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const dateFormatters = new Map<string, Intl.DateTimeFormat>()
/** Made once for each language: making one costs a hundred times as much as using it. */
function dateFormatter(language: string, form: keyof typeof DATES): Intl.DateTimeFormat {
  const key = `${language}/${form}`
  const known = dateFormatters.get(key) ?? new Intl.DateTimeFormat(language, DATES[form])
  dateFormatters.set(key, known)
  return known
}

/** Time of day with milliseconds, local: 05:41:12.418 (with a comma where the language has one). */
export function formatTimeOfDay(language: string, at: number): string {
  return dateFormatter(language, 'timeOfDay').format(at)
}

/** A date and time as the language writes it, in the reader's own time zone. */
export function formatDate(language: string, at: number): string {
  return dateFormatter(language, 'date').format(at)
}

function join(amount: Amount): string {
  return `${amount.value}${NO_BREAK}${amount.unit}`
}

const shareFormatters = new Map<string, Intl.NumberFormat>()

/** A share from 0 to 1 as whole per cent, as the language writes it: "12%". */
export function formatShare(language: string, share: number): string {
  const known = shareFormatters.get(language) ?? new Intl.NumberFormat(language, { style: 'percent' })
  shareFormatters.set(language, known)
  return known.format(share)
}
