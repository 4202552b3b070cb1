/** A trace in plain words. */
import type { TFunction } from 'i18next'
import { CATALOGUE } from '../../../server/protocol/catalogue.js'
import type { Language } from '../../../server/protocol/language.js'
import type { Trace, TraceAct } from '../../../server/protocol/trace.js'
import { formatDuration } from '../../ui/format.js'

export type ShowWords = TFunction<'show'>

/** What one act is, without who does it: "puts “HTTP by Hand” into the cart". */
export function actWords({ method, path, form }: TraceAct, t: ShowWords, language: Language): string {
  if (method === 'GET') return path === '/' ? t('act.first') : t('act.visit', { path })
  const fields = new URLSearchParams(form ?? '')
  if (path === '/login') return t(fields.has('remember') ? 'act.logInRemember' : 'act.logIn')
  if (path === '/logout') return t('act.logOut')
  const book = path === '/cart' ? CATALOGUE.find(({ id }) => id === fields.get('item')) : undefined
  return book === undefined ? t('act.send', { path }) : t('act.cart', { title: book.title[language] })
}

/** When it does so: "2.3 s later"; null: at once. */
export function pauseWords({ pauseMs, overlaps }: TraceAct, t: ShowWords, language: Language): string | null {
  if (overlaps?.includes(1)) return t('act.together')
  return pauseMs < 100 ? null : t('act.later', { duration: formatDuration(language, pauseMs) })
}

/** Who acts: names are as in the trace, which calls real browsers by their ids. */
export function browserWords(name: string, t: ShowWords): string {
  if (name === 'you') return t('sender')
  const [, number] = /^visitor:(\d{1,9})$/.exec(name) ?? []
  return number === undefined ? name : t('visitor', { number })
}

/** Ms that all pauses take together. */
export function pausesOf({ acts }: Trace): number {
  return acts.reduce((sum, { pauseMs }) => sum + pauseMs, 0)
}
