/** What a visitor reads when the lesson server cannot answer, in both languages: it stands in the shop's place. */
import type { Notice } from '../doors/notice.js'

export const SHOP_NOTICES = {
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
  'forget-by-post': {
    status: 405,
    retrySeconds: null,
    en: ['Cookies are not forgotten by a visit', 'Use “Forget my cookies” in the dashboard, which sends a POST.'],
    pt: ['Uma visita não apaga cookies', 'Use “Esquecer meus cookies” no painel, que envia um POST.'],
  },
  'forget-from-dashboard': {
    status: 403,
    retrySeconds: null,
    en: ['Only the dashboard may have cookies forgotten', 'This request came from another page, or from none. Use “Forget my cookies” in the dashboard.'],
    pt: ['Só o painel pode mandar apagar cookies', 'Esta requisição veio de outra página, ou de nenhuma. Use “Esquecer meus cookies” no painel.'],
  },
} as const satisfies Record<string, Notice>
