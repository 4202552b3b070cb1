/** What both servers say of themselves to whoever asked for a page and cannot have it. How it is sent is doors/notice.ts's business. */
import type { Language, Localized } from '../protocol/language.js'

type TitleAndText = readonly [title: string, text: string]

export interface Notice {
  readonly status: number
  /** The page tries again by itself after this; null: trying again changes nothing. */
  readonly retrySeconds: number | null
  readonly words: Readonly<Record<Language, TitleAndText>>
  /** A line for the terminal, to be copied. */
  readonly command?: string
  /** Where to go instead. */
  readonly link?: { readonly href: string; readonly words: Localized }
}

/** What a page says of `retrySeconds`, and of how to do it by hand. */
export const AGAIN = {
  same: { en: 'This page tries again by itself.', 'pt-BR': 'Esta página tenta de novo sozinha.' },
  front: { en: 'This page goes back to the front of the shop by itself.', 'pt-BR': 'Esta página volta sozinha para o início da loja.' },
  byHand: { en: 'Try again', 'pt-BR': 'Tentar de novo' },
} as const satisfies Record<string, Localized>

/** What a visitor reads when the lesson server cannot answer: it stands in the shop's place. */
export const SHOP_NOTICES = {
  starting: {
    status: 503,
    retrySeconds: 1,
    words: {
      en: ['The shop is starting', 'Its server is not listening yet.'],
      'pt-BR': ['A loja está iniciando', 'O servidor dela ainda não está escutando.'],
    },
  },
  'cut-off': {
    status: 502,
    retrySeconds: 2,
    words: {
      en: ['The shop went away in the middle of this request', 'Its server ended before it had answered. It is being started again.'],
      'pt-BR': ['A loja caiu no meio desta requisição', 'O servidor dela terminou antes de responder. Ele está sendo reiniciado.'],
    },
  },
  'late-store': {
    status: 504,
    retrySeconds: 5,
    words: {
      en: [
        'The store of the shop does not answer',
        'Its server runs but waits for the session store, which is out of reach. Bring the store back, or switch to another one in the dashboard.',
      ],
      'pt-BR': [
        'O store da loja não responde',
        'O servidor dela está no ar, mas espera pelo session store, que está fora de alcance. Traga o store de volta ou troque para outro no painel.',
      ],
    },
  },
  'late-memory': {
    status: 504,
    retrySeconds: 5,
    words: {
      en: [
        'The memory of the shop is nearly full',
        'Its server runs but spends its time collecting garbage. Cancel the crowd or restart the server in the dashboard.',
      ],
      'pt-BR': [
        'A memória da loja está quase cheia',
        'O servidor dela está no ar, mas passa o tempo coletando lixo. Cancele a multidão ou reinicie o servidor no painel.',
      ],
    },
  },
  late: {
    status: 504,
    retrySeconds: 5,
    words: {
      en: ['The shop did not answer in time', 'Its server runs but is too busy, or hangs. Wait a moment, or restart it in the dashboard.'],
      'pt-BR': ['A loja não respondeu a tempo', 'O servidor dela está no ar, mas ocupado demais ou travado. Espere um pouco ou reinicie-o no painel.'],
    },
  },
  'forget-by-post': {
    status: 405,
    retrySeconds: null,
    words: {
      en: ['Cookies are not forgotten by a visit', 'Use “Forget my cookies” in the dashboard, which sends a POST.'],
      'pt-BR': ['Uma visita não apaga cookies', 'Use “Esquecer meus cookies” no painel, que envia um POST.'],
    },
  },
  'forget-from-dashboard': {
    status: 403,
    retrySeconds: null,
    words: {
      en: ['Only the dashboard may have cookies forgotten', 'This request came from another page, or from none. Use “Forget my cookies” in the dashboard.'],
      'pt-BR': ['Só o painel pode mandar apagar cookies', 'Esta requisição veio de outra página, ou de nenhuma. Use “Esquecer meus cookies” no painel.'],
    },
  },
} as const satisfies Record<string, Notice>

/** An address of the dashboard that holds nothing. */
export const NOTHING_HERE: Notice = {
  status: 404,
  retrySeconds: null,
  words: {
    en: ['There is nothing at this address', 'The dashboard is at /.'],
    'pt-BR': ['Não há nada neste endereço', 'O painel está em /.'],
  },
  link: { href: '/', words: { en: 'Go to the dashboard', 'pt-BR': 'Ir para o painel' } },
}

// What both servers say to requests that they do not even read, each in its own name.

/** One of the two servers, as a sentence begins with it: "The shop", "A loja". */
export type Door = Localized

export const SHOP_DOOR: Door = { en: 'The shop', 'pt-BR': 'A loja' }
export const DASHBOARD_DOOR: Door = { en: 'The dashboard', 'pt-BR': 'O painel' }

export function badRequest({ en, 'pt-BR': pt }: Door): Notice {
  return {
    status: 400,
    retrySeconds: null,
    words: {
      en: [`${en} cannot read this request`, 'It is not valid HTTP, or not meant for this address. Ask for a path such as /, with one Host header.'],
      'pt-BR': [`${pt} não consegue ler esta requisição`, 'Não é HTTP válido ou não é para este endereço. Peça um caminho como /, com um único header Host.'],
    },
  }
}

export function badFraming({ en, 'pt-BR': pt }: Door): Notice {
  return {
    status: 400,
    retrySeconds: null,
    words: {
      en: [
        `${en} cannot tell where this request ends`,
        'What it says about the length of its body contradicts itself, or is not understood here. Send one Content-Length, or “Transfer-Encoding: chunked” over HTTP/1.1, and never both.',
      ],
      'pt-BR': [
        `${pt} não sabe onde esta requisição termina`,
        'O que ela diz sobre o tamanho do corpo se contradiz ou não é entendido aqui. Envie um único Content-Length, ou “Transfer-Encoding: chunked” em HTTP/1.1, e nunca os dois.',
      ],
    },
  }
}

export function tooLarge({ en, 'pt-BR': pt }: Door, limitBytes: number): Notice {
  const limit = limitBytes / 1024
  return {
    status: 431,
    retrySeconds: null,
    words: {
      en: [
        `${en} cannot read this request: its headers are larger than ${limit} kB`,
        'Most likely its cookies are. Browsers send the cookies of a host to all of its ports, so every other app that ran on this host adds to them. Delete the cookies of this host in your browser’s settings (in its developer tools: Application or Storage, Cookies), or open this page in a private window.',
      ],
      'pt-BR': [
        `${pt} não consegue ler esta requisição: os headers passam de ${limit} kB`,
        'O mais provável é que sejam os cookies. O navegador envia os cookies de um host a todas as portas dele; por isso, cada app que já rodou neste host soma os dele. Apague os cookies deste host nas configurações do navegador (nas ferramentas de desenvolvedor: Application ou Armazenamento, Cookies) ou abra esta página em uma janela anônima.',
      ],
    },
  }
}

/** The proxy's limit on the Cookie header, which somebody has set. nginx says 400 there, and so do we. */
export function cookiesTooLarge(bytes: number, limit: number): Notice {
  return {
    status: 400,
    retrySeconds: null,
    words: {
      en: [
        'Request Header Or Cookie Too Large',
        `The proxy in front of the shop refused this request: its Cookie header has ${bytes} bytes, and ${limit} are allowed there. The shop never saw it. Raise the limit at the proxy in the dashboard (The way), or forget your cookies.`,
      ],
      'pt-BR': [
        'Header ou cookie grande demais',
        `O proxy na frente da loja recusou esta requisição: o header Cookie tem ${bytes} bytes, e ali o permitido são ${limit}. A loja nem chegou a vê-la. Aumente o limite no proxy, no painel (O caminho), ou esqueça os seus cookies.`,
      ],
    },
  }
}

/** The lesson server's limit on all headers, which somebody has set. Node.js refuses with 431 and not a word, so these are the proxy's. */
export function headersTooLarge(bytes: number, limit: number): Notice {
  return {
    status: 431,
    retrySeconds: null,
    words: {
      en: [
        'Request Header Fields Too Large',
        `The server of the shop refused this request before the shop saw it: its headers have ${bytes} bytes together, with what the proxy adds, and Node.js allows ${limit} there. Raise the limit at the proxy in the dashboard (The way), or forget your cookies.`,
      ],
      'pt-BR': [
        'Headers da requisição grandes demais',
        `O servidor da loja recusou esta requisição antes que a loja a visse: os headers somam ${bytes} bytes, com o que o proxy acrescenta, e ali o Node.js permite ${limit}. Aumente o limite no proxy, no painel (O caminho), ou esqueça os seus cookies.`,
      ],
    },
  }
}

export function tooSlow({ en, 'pt-BR': pt }: Door): Notice {
  return {
    status: 408,
    retrySeconds: null,
    words: {
      en: [`${en} waited too long for the rest of this request`, 'The connection may have been interrupted. Send it again, all at once.'],
      'pt-BR': [`${pt} esperou demais pelo resto desta requisição`, 'A conexão pode ter sido interrompida. Envie de novo, de uma só vez.'],
    },
  }
}

export function unmetExpectation({ en, 'pt-BR': pt }: Door): Notice {
  return {
    status: 417,
    retrySeconds: null,
    words: {
      en: [`${en} cannot do what the Expect header asks for`, 'Only “Expect: 100-continue” is understood. Leave the header out.'],
      'pt-BR': [`${pt} não pode cumprir o que o header Expect pede`, 'Só “Expect: 100-continue” é entendido. Envie sem esse header.'],
    },
  }
}

export function noTunnel({ en, 'pt-BR': pt }: Door): Notice {
  return {
    status: 405,
    retrySeconds: null,
    words: {
      en: [`${en} is no proxy`, 'CONNECT asks for a tunnel to somewhere else. Send the request to that place directly.'],
      'pt-BR': [`${pt} não é um proxy`, 'CONNECT pede um túnel para outro lugar. Envie a requisição direto para lá.'],
    },
  }
}

/**
 * A name that this server does not answer to. Where it may be one of the reader's own (a tunnel, a container, a machine in the cloud), the line that
 * lets it in stands below.
 *
 * @param command that line; null where the Host header is no name at all
 */
export function wrongHost({ en, 'pt-BR': pt }: Door, command: string | null): Notice {
  return {
    status: 421,
    retrySeconds: null,
    words: {
      en: [
        `${en} is not at this address`,
        [
          `${en} answers to its own address only, so that no other site can reach it through your browser. Use the address that the terminal shows.`,
          ...(command === null
            ? []
            : [
                'If this name is yours (a tunnel, a forwarded port, a container), stop Sessionscope and start it again with this line, which lets the name in. Where the shop has an address of its own, name that with --shop-url.',
              ]),
        ].join(' '),
      ],
      'pt-BR': [
        `${pt} não está neste endereço`,
        [
          `${pt} só responde ao próprio endereço, para que nenhum outro site chegue até ele pelo seu navegador. Use o endereço que o terminal mostra.`,
          ...(command === null
            ? []
            : [
                'Se este nome é seu (um túnel, uma porta encaminhada, um contêiner), encerre o Sessionscope e inicie de novo com esta linha, que libera o nome. Se a loja tem um endereço próprio, informe-o com --shop-url.',
              ]),
        ].join(' '),
      ],
    },
    ...(command === null ? {} : { command }),
  }
}
