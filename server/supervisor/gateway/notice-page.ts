/** What a visitor reads when the lesson server cannot answer, in both languages: it stands in the shop's place. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type Notice = keyof typeof NOTICES

const NOTICES = {
  starting: {
    status: 503,
    retrySeconds: 1,
    en: ['The shop is starting', 'Its server is not listening yet. This page tries again by itself.'],
    pt: ['A loja está iniciando', 'O servidor dela ainda não está escutando. Esta página tenta de novo sozinha.'],
  },
  'cut-off': {
    status: 502,
    retrySeconds: 2,
    en: [
      'The shop went away in the middle of this request',
      'Its server ended before it had answered. It is being started again; this page goes back to the front of the shop by itself.',
    ],
    pt: [
      'A loja caiu no meio desta requisição',
      'O servidor dela terminou antes de responder. Ele está sendo reiniciado; esta página volta sozinha para o início da loja.',
    ],
  },
  'late-store': {
    status: 504,
    retrySeconds: 5,
    en: [
      'The store of the shop does not answer',
      'Its server runs but waits for the session store, which is out of reach. Bring the store back, or switch to another one in the dashboard. This page tries again by itself.',
    ],
    pt: [
      'O store da loja não responde',
      'O servidor dela está no ar, mas espera pelo session store, que está fora de alcance. Traga o store de volta ou troque para outro no painel. Esta página tenta de novo sozinha.',
    ],
  },
  'late-memory': {
    status: 504,
    retrySeconds: 5,
    en: [
      'The memory of the shop is nearly full',
      'Its server runs but spends its time collecting garbage. Cancel the crowd or restart the server in the dashboard. This page tries again by itself.',
    ],
    pt: [
      'A memória da loja está quase cheia',
      'O servidor dela está no ar, mas passa o tempo coletando lixo. Cancele a multidão ou reinicie o servidor no painel. Esta página tenta de novo sozinha.',
    ],
  },
  late: {
    status: 504,
    retrySeconds: 5,
    en: [
      'The shop did not answer in time',
      'Its server runs but is too busy, or hangs. Wait a moment, or restart it in the dashboard. This page tries again by itself.',
    ],
    pt: [
      'A loja não respondeu a tempo',
      'O servidor dela está no ar, mas ocupado demais ou travado. Espere um pouco ou reinicie-o no painel. Esta página tenta de novo sozinha.',
    ],
  },
  'wrong-host': {
    status: 421,
    retrySeconds: null,
    en: [
      'This is not the address of the shop',
      'The shop answers to its own address only, so that no other site can reach it through your browser. Use the address that the terminal shows.',
    ],
    pt: [
      'Este não é o endereço da loja',
      'A loja só responde ao próprio endereço, para que nenhum outro site a alcance pelo seu navegador. Use o endereço que o terminal mostra.',
    ],
  },
  'bad-request': {
    status: 400,
    retrySeconds: null,
    en: ['The shop cannot read this request', 'It is not valid HTTP, or not meant for this shop. Ask for a path such as /.'],
    pt: ['A loja não consegue ler esta requisição', 'Não é HTTP válido ou não é para esta loja. Peça um caminho como /.'],
  },
  'too-large': {
    status: 431,
    retrySeconds: null,
    en: ['The headers of this request are too large', 'Most likely a cookie is. Forget the cookies of this site and try again.'],
    pt: ['Os cabeçalhos desta requisição são grandes demais', 'Provavelmente um cookie. Esqueça os cookies deste site e tente de novo.'],
  },
} as const

/** Status of a notice. */
export function statusOf(notice: Notice): number {
  return NOTICES[notice].status
}

/** One English sentence or two, for the timeline. */
export function reasonOf(notice: Notice): string {
  return NOTICES[notice].en.join('. ')
}

/** Answers with a notice: a page for browsers, a plain sentence for programs. */
export function sendNotice(request: IncomingMessage, response: ServerResponse, notice: Notice, security: Readonly<Record<string, string>>): void {
  if (response.headersSent) return void response.destroy()
  const { status, retrySeconds, en } = NOTICES[notice]
  const wantsPage = (request.headers.accept ?? '').includes('text/html')
  const body = wantsPage ? noticePage(notice, request.method === 'GET' ? '' : ';url=/') : `${en.join('. ')}\n`
  response.writeHead(status, {
    ...security,
    'content-type': `${wantsPage ? 'text/html' : 'text/plain'}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(retrySeconds === null ? {} : { 'retry-after': String(retrySeconds) }),
    // Part of the request's body may still be on its way.
    ...(request.complete ? {} : { connection: 'close' }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function noticePage(notice: Notice, target: string): string {
  const { en, pt, retrySeconds } = NOTICES[notice]
  const refresh = retrySeconds === null ? '' : `<meta http-equiv="refresh" content="${retrySeconds}${target}">`
  const section = (lang: string, [title, text]: readonly [string, string]) => `<section lang="${lang}"><h1>${title}</h1><p>${text}</p></section>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${en[0]}</title>${refresh}<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}h1{font-size:1.15rem;margin:2rem 0 .25rem}p{margin:0;opacity:.8}
</style></head><body>${section('en', en)}${section('pt-BR', pt)}</body></html>`
}
