/** What somebody reads who asked for a page and cannot have it: a page of its own in both languages for a browser, plain sentences for a program. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type NoticeLanguage = 'en' | 'pt-BR'

type TitleAndText = readonly [title: string, text: string]

export interface Notice {
  readonly status: number
  /** The page tries again by itself after this; null: trying again changes nothing. */
  readonly retrySeconds: number | null
  readonly en: TitleAndText
  readonly pt: TitleAndText
  /** A line for the terminal, to be copied. */
  readonly command?: string
}

export interface Reader {
  /** What they read best, as far as is known; the page has the other one below. */
  readonly language: NoticeLanguage
  readonly wantsPage: boolean
}

/** A notice, ready to be sent. */
export interface NoticeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** In English, for the timeline. */
export function reasonOf({ en }: Notice): string {
  return en.join('. ')
}

/** @param fallback the language of the launch, for a request that asks for neither */
export function readerOf(headers: { readonly accept?: string | undefined; readonly 'accept-language'?: string | undefined }, fallback: NoticeLanguage): Reader {
  const first = (headers['accept-language'] ?? '').trim().slice(0, 2).toLowerCase()
  const language = first === 'pt' ? 'pt-BR' : first === 'en' ? 'en' : fallback
  return { language, wantsPage: (headers.accept ?? '').includes('text/html') }
}

/**
 * @param security headers of every answer of that server
 * @param goTo where the page goes instead of trying the same again
 */
export function noticeAnswer(notice: Notice, reader: Reader, security: Readonly<Record<string, string>>, goTo?: string): NoticeAnswer {
  const { status, retrySeconds } = notice
  const body = reader.wantsPage ? page(notice, reader.language, goTo) : plain(notice, reader.language)
  return {
    status,
    body,
    headers: {
      ...security,
      'content-type': `${reader.wantsPage ? 'text/html' : 'text/plain'}; charset=utf-8`,
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...(retrySeconds === null ? {} : { 'retry-after': String(retrySeconds) }),
    },
  }
}

/** Answers a request with a notice, unless part of another answer has left already. */
export function sendNotice(
  request: IncomingMessage,
  response: ServerResponse,
  notice: Notice,
  {
    language,
    security,
    headers = {},
  }: { readonly language: NoticeLanguage; readonly security: Readonly<Record<string, string>>; readonly headers?: Readonly<Record<string, string>> },
): void {
  if (response.headersSent) return void response.destroy()
  const answer = noticeAnswer(notice, readerOf(request.headers, language), security, request.method === 'GET' ? undefined : '/')
  response.writeHead(answer.status, {
    ...answer.headers,
    ...headers,
    // Part of the request's body may still be on its way.
    ...(request.complete ? {} : { connection: 'close' }),
  })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

function plain({ en, pt, command }: Notice, language: NoticeLanguage): string {
  const words = (language === 'pt-BR' ? pt : en).join('. ')
  return command === undefined ? `${words}\n` : `${words}\n\n  ${command}\n`
}

function page({ en, pt, command, retrySeconds }: Notice, language: NoticeLanguage, goTo: string | undefined): string {
  const refresh = retrySeconds === null ? '' : `<meta http-equiv="refresh" content="${retrySeconds}${goTo === undefined ? '' : `;url=${goTo}`}">`
  const line = command === undefined ? '' : `<pre translate="no">${escaped(command)}</pre>`
  const section = (lang: NoticeLanguage, [title, text]: TitleAndText) => `<section lang="${lang}"><h1>${title}</h1><p>${text}</p>${line}</section>`
  const sections = [section('en', en), section('pt-BR', pt)]
  if (language === 'pt-BR') sections.reverse()
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${(language === 'pt-BR' ? pt : en)[0]}</title>${refresh}<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}h1{font-size:1.15rem;margin:2rem 0 .25rem}p{margin:0;opacity:.8}pre{margin:.75rem 0 0;padding:.5rem .75rem;border:1px solid;border-radius:.375rem;font-size:.8125rem;white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body>${sections.join('')}</body></html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
