// @ts-check
// What start.mjs says before anything is built, in every language. It runs in every Node, old ones included.
import { spokenLanguage } from './spoken-language.mjs'

const en = {
  /** @param {string} version */
  oldNode: (version) => `Sessionscope needs Node.js 20.19 or newer; this is ${version}. Install a newer one from https://nodejs.org and try again.`,
  noPackages: 'The packages that Sessionscope needs are not installed. Run "npm install" and try again.',
  waiting: 'Another launch is building Sessionscope; waiting for it …',
  building: 'Building Sessionscope (only after a change) …',
  /** @param {string} path @param {string} code @param {string} root */
  notWritable: (path, code, root) =>
    `Sessionscope has to be built first, and ${path} cannot be written (${code}). Make ${root} writable and make room there, or run "npm run build" once as somebody who may write there.`,
  failed: 'The build failed, for the reason above. Run "npm install" and try again; in a changed checkout, "npm run typecheck" says more.',
}

/** @type {typeof en} */
const ptBR = {
  oldNode: (version) =>
    `O Sessionscope precisa do Node.js 20.19 ou mais novo; este é o ${version}. Instale um mais novo, de https://nodejs.org, e tente de novo.`,
  noPackages: 'Faltam os pacotes de que o Sessionscope precisa. Rode "npm install" e tente de novo.',
  waiting: 'Outra execução está compilando o Sessionscope; esperando por ela …',
  building: 'Compilando o Sessionscope (só depois de uma mudança) …',
  notWritable: (path, code, root) =>
    `O Sessionscope precisa ser compilado primeiro, e não dá para gravar em ${path} (${code}). Libere a escrita e espaço em ${root}, ou rode "npm run build" uma vez como um usuário que possa gravar ali.`,
  failed: 'A compilação falhou, pelo motivo acima. Rode "npm install" e tente de novo; se você mudou o código, "npm run typecheck" diz mais.',
}

/** @type {Readonly<Record<import('../protocol/language.js').Language, typeof en>>} */
const WORDS = { en, 'pt-BR': ptBR }

/**
 * What to say before anything is built, in the language that was asked for.
 *
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} env
 */
export function wordsBeforeBuild(argv, env) {
  return WORDS[spokenLanguage(argv, env)]
}
