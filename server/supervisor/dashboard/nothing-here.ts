/** Addresses of the dashboard that hold nothing: those that were meant for the page lead there, for all others it is said where it is. */
import type { Request, RequestHandler, Response } from 'express'
import type { Language } from '../../protocol/language.js'
import { NOTHING_HERE } from '../../words/notices.js'
import { sendNotice } from '../doors/notice.js'

/** What people type, or what other tools call the page: /index.html, /dashboard/, //. */
const HOME = /^\/+(?:(?:index|home|dashboard|sessionscope)(?:\.html?)?\/*)?$/i
/** What the page itself calls its places behind the #: /lessons/02-the-claim-ticket, /sandbox. */
const PLACE = /^\/+(lessons(?:\/[a-z0-9-]+)?|sandbox)\/*$/i

/** Leads near misses home, with the query (the language) that came along. */
export const nearMisses: RequestHandler = (request, response, next) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return next()
  const [, query = ''] = request.url.split(/(?=\?)(.*)/s)
  const place = PLACE.exec(request.path)?.[1]
  if (place !== undefined) return response.redirect(302, `/${query}#/${place.toLowerCase()}`)
  if (HOME.test(request.path)) return response.redirect(302, `/${query}`)
  next()
}

/** 404: a page for browsers, a sentence for programs; in a language that the reader asks for, else in the sandbox's. */
export function sendNothingHere(request: Request, response: Response, language: Language): void {
  // The headers of every answer are there already.
  sendNotice(request, response.vary('accept-language'), NOTHING_HERE, { language, security: {} })
}
