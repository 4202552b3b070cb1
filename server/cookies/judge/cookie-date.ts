/** The date of an Expires attribute, as Chromium reads it: RFC 6265bis, section 5.1.1, with more leniency about words and less about what stands right behind digits. */

/** "delimiter = %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E": whatever is neither a letter, a digit, a colon, a control character nor beyond ASCII. */
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** No Date is later. */
const LATEST_MS = 8.64e15

interface Found {
  day: number | null
  month: number | null
  year: number | null
  time: readonly [hour: number, minute: number, second: number] | null
}

/** @returns epoch ms; null when it cannot be read, and then it is as if it were not there */
export function readCookieDate(text: string): number | null {
  const found: Found = { day: null, month: null, year: null, time: null }
  for (const token of text.split(DELIMITERS)) take(token, found)
  const { day, month, year, time } = found
  if (day === null || month === null || year === null || time === null) return null
  const [hour, minute, second] = time
  if (hour > 23 || minute > 59 || second > 59) return null
  // "If the year-value is between 70 and 99, increment it by 1900; … between 0 and 69, by 2000" (steps 3 and 4).
  const fullYear = year >= 100 ? year : year >= 70 ? year + 1900 : year + 2000
  const date = new Date(0)
  date.setUTCFullYear(fullYear, month, day)
  date.setUTCHours(hour, minute, second)
  const isReal = date.getUTCFullYear() === fullYear && date.getUTCMonth() === month && date.getUTCDate() === day
  return isReal ? Math.min(date.getTime(), LATEST_MS) : null
}

/** Each token counts for the first of time, day, month and year that is still wanted and that it can be. Time zones are words like any other. */
function take(token: string, found: Found): void {
  if (!/^\d/.test(token)) {
    const month = MONTHS.indexOf(token.slice(0, 3).toLowerCase())
    if (month >= 0) found.month ??= month
  } else if (token.includes(':')) {
    const [, hour, minute, second] = /^(\d+):(\d+):(\d+)$/.exec(token) ?? []
    if (second !== undefined) found.time ??= [Number(hour), Number(minute), Number(second)]
  } else if (found.day === null && /^\d{1,2}$/.test(token)) found.day = Number(token)
  else if (found.year === null && /^\d{1,5}$/.test(token)) found.year = Number(token)
}
