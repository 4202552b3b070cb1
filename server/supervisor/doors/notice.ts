/** How a notice is sent: as a page of its own in every language to a browser, as plain sentences to a program. Its words are server/words/notices.ts. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LANGUAGES, type Language } from '../../protocol/language.js'
import { AGAIN, type Notice } from '../../words/notices.js'

export interface Reader {
  /** What they read best, as far as is known; the page has the others below. */
  readonly language: Language
  readonly wantsPage: boolean
  /** The page stands in a frame; that of the dashboard is sandboxed, so it loads nothing by itself. */
  readonly inFrame: boolean
}

interface HeadersOfReader {
  readonly accept?: string | undefined
  readonly 'accept-language'?: string | undefined
  readonly 'sec-fetch-dest'?: string | string[] | undefined
}

/** A notice, ready to be sent. */
export interface NoticeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** In English, for the timeline. */
export function reasonOf({ words }: Notice): string {
  return words.en.join('. ')
}

/** @param fallback the language of the launch, for a request that asks for neither */
export function readerOf(headers: HeadersOfReader, fallback: Language): Reader {
  const first = (headers['accept-language'] ?? '').trim().slice(0, 2).toLowerCase()
  const language = LANGUAGES.find((each) => each.slice(0, 2) === first) ?? fallback
  return { language, wantsPage: (headers.accept ?? '').includes('text/html'), inFrame: headers['sec-fetch-dest'] === 'iframe' }
}

/**
 * @param security headers of every answer of that server
 * @param goTo where the page goes instead of trying the same again
 */
export function noticeAnswer(notice: Notice, reader: Reader, security: Readonly<Record<string, string>>, goTo?: string): NoticeAnswer {
  const { status, retrySeconds } = notice
  const body = reader.wantsPage ? page(notice, reader, goTo) : plain(notice, reader.language)
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
  }: { readonly language: Language; readonly security: Readonly<Record<string, string>>; readonly headers?: Readonly<Record<string, string>> },
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

function plain({ words, command }: Notice, language: Language): string {
  const text = words[language].join('. ')
  return command === undefined ? `${text}\n` : `${text}\n\n  ${command}\n`
}

function page({ words, command, link, retrySeconds }: Notice, { language, inFrame }: Reader, goTo: string | undefined): string {
  const refresh = retrySeconds === null || inFrame ? '' : `<meta http-equiv="refresh" content="${retrySeconds}${goTo === undefined ? '' : `;url=${goTo}`}">`
  const line = command === undefined ? '' : `<pre translate="no">${escaped(command)}</pre>`
  const section = (lang: Language) => {
    const [title, text] = words[lang]
    const way = link === undefined ? '' : `<p><a href="${link.href}">${link.words[lang]}</a></p>`
    const again =
      retrySeconds === null
        ? ''
        : inFrame
          ? `<p><a href="${goTo ?? ''}">${AGAIN.byHand[lang]}</a></p>`
          : `<p>${AGAIN[goTo === undefined ? 'same' : 'front'][lang]}</p>`
    return `<section lang="${lang}"><h1>${title}</h1><p>${text}</p>${again}${way}${line}</section>`
  }
  const sections = [language, ...LANGUAGES.filter((each) => each !== language)].map(section)
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words[language][0]}</title>${refresh}<style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}h1{font-size:1.15rem;margin:2rem 0 .25rem}p{margin:0;opacity:.8}pre{margin:.75rem 0 0;padding:.5rem .75rem;border:1px solid;border-radius:.375rem;font-size:.8125rem;white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body>${sections.join('')}</body></html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
