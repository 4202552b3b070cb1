/** Addresses of the dashboard that hold nothing: those that were meant for the page lead there, for all others it is said where it is. */
import type { Request, RequestHandler, Response } from 'express'

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

const WORDS = {
  en: { title: 'There is nothing at this address', text: 'The dashboard is at /.', link: 'Go to the dashboard' },
  'pt-BR': { title: 'Não há nada neste endereço', text: 'O painel está em /.', link: 'Ir para o painel' },
} as const

/** 404: a page for browsers, a sentence for programs; in a language that the reader asks for, else in the sandbox's. */
export function sendNothingHere(request: Request, response: Response, language: string): void {
  const asked = request.headers['accept-language'] === undefined ? false : request.acceptsLanguages('pt-BR', 'pt', 'en')
  const lang = (asked || language).toLowerCase().startsWith('pt') ? 'pt-BR' : 'en'
  const { title, text, link } = WORDS[lang]
  response.status(404).set('content-language', lang).vary('accept-language')
  if (request.accepts(['text', 'html']) !== 'html') return void response.type('text').send(`${title}. ${text}\n`)
  response
    .type('html')
    .send(`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}h1{font-size:1.15rem}
</style></head><body><main><h1>${title}</h1><p>${text}</p><p><a href="/">${link}</a></p></main></body></html>`)
}
