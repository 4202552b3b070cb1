/** What both servers say to requests that they do not even read, each in its own name. */
import type { Notice } from './notice.js'

export interface Door {
  /** "The shop", "A loja". */
  readonly en: string
  readonly pt: string
}

export const SHOP_DOOR: Door = { en: 'The shop', pt: 'A loja' }
export const DASHBOARD_DOOR: Door = { en: 'The dashboard', pt: 'O painel' }

export function badRequest({ en, pt }: Door): Notice {
  return {
    status: 400,
    retrySeconds: null,
    en: [`${en} cannot read this request`, 'It is not valid HTTP, or not meant for this address. Ask for a path such as /, with one Host header.'],
    pt: [`${pt} não consegue ler esta requisição`, 'Não é HTTP válido ou não é para este endereço. Peça um caminho como /, com um único header Host.'],
  }
}

export function badFraming({ en, pt }: Door): Notice {
  return {
    status: 400,
    retrySeconds: null,
    en: [
      `${en} cannot tell where this request ends`,
      'What it says about the length of its body contradicts itself, or is not understood here. Send one Content-Length, or “Transfer-Encoding: chunked” over HTTP/1.1, and never both.',
    ],
    pt: [
      `${pt} não sabe onde esta requisição termina`,
      'O que ela diz sobre o tamanho do corpo se contradiz ou não é entendido aqui. Envie um único Content-Length, ou “Transfer-Encoding: chunked” em HTTP/1.1, e nunca os dois.',
    ],
  }
}

export function tooLarge({ en, pt }: Door, limitBytes: number): Notice {
  const limit = limitBytes / 1024
  return {
    status: 431,
    retrySeconds: null,
    en: [
      `${en} cannot read this request: its headers are larger than ${limit} kB`,
      'Most likely its cookies are. Browsers send the cookies of a host to all of its ports, so every other app that ran on this host adds to them. Delete the cookies of this host in your browser’s settings (in its developer tools: Application or Storage, Cookies), or open this page in a private window.',
    ],
    pt: [
      `${pt} não consegue ler esta requisição: os headers passam de ${limit} kB`,
      'O mais provável é que sejam os cookies. O navegador envia os cookies de um host a todas as portas dele; por isso, cada aplicativo que já rodou neste host soma os dele. Apague os cookies deste host nas configurações do navegador (nas ferramentas de desenvolvedor: Application ou Armazenamento, Cookies) ou abra esta página em uma janela anônima.',
    ],
  }
}

export function tooSlow({ en, pt }: Door): Notice {
  return {
    status: 408,
    retrySeconds: null,
    en: [`${en} waited too long for the rest of this request`, 'The connection may have been interrupted. Send it again, all at once.'],
    pt: [`${pt} esperou demais pelo resto desta requisição`, 'A conexão pode ter sido interrompida. Envie de novo, de uma só vez.'],
  }
}

export function unmetExpectation({ en, pt }: Door): Notice {
  return {
    status: 417,
    retrySeconds: null,
    en: [`${en} cannot do what the Expect header asks for`, 'Only “Expect: 100-continue” is understood. Leave the header out.'],
    pt: [`${pt} não pode cumprir o que o header Expect pede`, 'Só “Expect: 100-continue” é entendido. Envie sem esse header.'],
  }
}

export function noTunnel({ en, pt }: Door): Notice {
  return {
    status: 405,
    retrySeconds: null,
    en: [`${en} is no proxy`, 'CONNECT asks for a tunnel to somewhere else. Send the request to that place directly.'],
    pt: [`${pt} não é um proxy`, 'CONNECT pede um túnel para outro lugar. Envie a requisição direto para lá.'],
  }
}

/**
 * A name that this server does not answer to. Where it may be one of the reader's own (a tunnel, a container, a machine in the cloud), the line that
 * lets it in stands below.
 *
 * @param command that line; null where the Host header is no name at all
 */
export function wrongHost({ en, pt }: Door, command: string | null): Notice {
  return {
    status: 421,
    retrySeconds: null,
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
    pt: [
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
    ...(command === null ? {} : { command }),
  }
}
