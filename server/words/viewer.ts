/** What `npm run viewer` says. */
import type { Language } from '../protocol/language.js'

const en = {
  usage: 'npm run viewer -- [--out FOLDER] [FILE…]',
  made: (folder: string) => `The viewer is in ${folder}: put that folder on any web host, or open its index.html.`,
  unusable: (file: string, fault: string) => `${file} cannot be shown: ${fault}. Nothing was written.`,
}

const ptBR: typeof en = {
  usage: 'npm run viewer -- [--out PASTA] [ARQUIVO…]',
  made: (pasta) => `O visualizador está em ${pasta}: ponha essa pasta em qualquer hospedagem, ou abra o index.html dela.`,
  unusable: (arquivo, falha) => `${arquivo} não pode ser mostrado: ${falha}. Nada foi escrito.`,
}

export const VIEWER_WORDS: Readonly<Record<Language, typeof en>> = { en, 'pt-BR': ptBR }
