/** What `npm run stores` says. What each point asks, and what was seen instead, is worded as on the page: `client/i18n/LANGUAGE/catalogue.json`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../paths.js'
import type { Language } from '../protocol/language.js'
import type { Seen, StorePoint } from '../protocol/store-catalogue.js'

const en = {
  help: `npm run stores -- [stores] [options]

Tries the contract of a session store, point by point: what express-session, and whoever uses it, relies on.
A store is named by its package or by its kind; without one, the stores that there are are listed.

  --all             every store whose packages are here
  --slow            the points that wait as well: outages, who removes what has expired, whether the process ends
  --json            the results as JSON, for scripts
  --write           writes the results to catalogue/stores.json; then "npm run stores:docs"
  --language LANG   "en" or "pt-BR"
  --help

Each store is made by the lines that a learner would write, in a process and a folder of its own, and where it needs a database
on one that is started for it and ended afterwards. Nothing that was here before is touched.`,
  listHead: 'Stores that can be tried (npm run stores -- NAME):',
  comesAlong: 'comes with express-session',
  onDemand: (command: string) => `not installed: ${command}`,
  needs: {
    'nothing-needed': 'without a database',
    program: 'on its database, a program of this machine',
    embedded: 'on the embedded server, which stands in for its database',
    none: 'its database is not on this machine',
  },
  unknownStore: (name: string, known: string) =>
    `There is no session store "${name}" here that could be tried. Name one of these, by its package or its kind:\n${known}`,
  unknownOption: (text: string) => `${text}\n"npm run stores -- --help" lists what there is.`,
  whichStore: 'Name a store, or give --all. "npm run stores" alone lists them.',
  notInstalled: (name: string, command: string) =>
    `${name} is not installed, so it cannot be tried. Install it on the page, behind the stores of the switch, or here: ${command}`,
  noDatabase: (name: string, database: string, program: string) =>
    `${name} needs a ${database}, and there is none on this machine that could be started for it. Install one, so that the program ${program} is there (on Debian and Ubuntu with apt-get, on macOS with Homebrew), and try again.`,
  notStarted: (name: string, reason: string) =>
    `${name} was not tried, because what it needs could not be made ready: ${reason} Make room and rights for it in the folder for temporary files, and try again.`,
  begins: (name: string, place: string) => `${name}${place === '' ? '' : `, ${place}`}`,
  kept: 'kept',
  broken: 'broken',
  notAsked: 'not tried',
  because: {
    slow: 'it takes long: add --slow',
    'no-server': 'it has no database that could be away',
    'no-touch': 'it has no touch',
    'nothing-to-ask': 'it has neither all nor length nor clear',
    'never-expires': 'nothing expires in it, so nothing tells',
    'no-adapter': 'nothing here can look into it',
    'not-open': 'it could not be opened',
  },
  here: 'In the sandbox, with a listener for its errors and a deadline for its calls:',
  prevents: (line: string) => `The line against it: ${line}`,
  trying: (point: string) => `trying: ${point}`,
  sum: (kept: number, asked: number) => `${kept} of ${asked} promises kept.`,
  differs: (points: string) => `That is not what the catalogue says of: ${points}. If it is so, write it down: add --slow --write, then "npm run stores:docs".`,
  unlisted: 'The catalogue does not know it yet: say in catalogue/stores.json what it is for, then add --slow --write.',
  writeWantsSlow: '--write wants --slow as well: the catalogue holds every point.',
  written: 'Written to catalogue/stores.json. Now "npm run stores:docs".',
  stopping: 'Stopping …',
  failed: (reason: string) => `The contract could not be tried, because of a defect of this command: ${reason}\nPlease report it.`,
}

export type ContractWords = typeof en

const ptBR: ContractWords = {
  help: `npm run stores -- [stores] [opções]

Testa o contrato de um session store, ponto por ponto: aquilo de que o express-session, e quem o usa, depende.
Um store é chamado pelo pacote ou pelo tipo; sem nenhum, mostra os stores que existem.

  --all             todos os stores cujos pacotes estão aqui
  --slow            também os pontos que esperam: quedas do banco, quem remove o que expirou, se o processo termina
  --json            os resultados em JSON, para scripts
  --write           grava os resultados em catalogue/stores.json; depois, "npm run stores:docs"
  --language LANG   "en" ou "pt-BR"
  --help

Cada store é criado com as linhas que um aprendiz escreveria, em um processo e uma pasta só dele e, se precisa de um banco,
em um que é iniciado para ele e encerrado depois. Nada do que já estava aqui é tocado.`,
  listHead: 'Stores que podem ser testados (npm run stores -- NOME):',
  comesAlong: 'vem com o express-session',
  onDemand: (command) => `não instalado: ${command}`,
  needs: {
    'nothing-needed': 'sem banco',
    program: 'no seu banco, um programa desta máquina',
    embedded: 'no servidor embutido, que faz as vezes do banco',
    none: 'o banco dele não está nesta máquina',
  },
  unknownStore: (name, known) => `Não há aqui um session store "${name}" que possa ser testado. Diga um destes, pelo pacote ou pelo tipo:\n${known}`,
  unknownOption: (text) => `${text}\n"npm run stores -- --help" mostra o que existe.`,
  whichStore: 'Diga um store, ou use --all. "npm run stores" sozinho mostra quais existem.',
  notInstalled: (name, command) =>
    `${name} não está instalado, então não dá para testá-lo. Instale-o na página, atrás dos stores do seletor, ou aqui: ${command}`,
  noDatabase: (name, database, program) =>
    `${name} precisa de um ${database}, e não há nenhum nesta máquina que possa ser iniciado para ele. Instale um, para que o programa ${program} exista (no Debian e no Ubuntu com apt-get, no macOS com Homebrew), e tente de novo.`,
  notStarted: (name, reason) =>
    `${name} não foi testado, porque não deu para preparar aquilo de que ele precisa: ${reason} Libere espaço e permissões na pasta de arquivos temporários e tente de novo.`,
  begins: (name, place) => `${name}${place === '' ? '' : `, ${place}`}`,
  kept: 'cumpriu',
  broken: 'quebrou',
  notAsked: 'não testado',
  because: {
    slow: 'demora: acrescente --slow',
    'no-server': 'não tem um banco que possa sair do ar',
    'no-touch': 'não tem touch',
    'nothing-to-ask': 'não tem all, nem length, nem clear',
    'never-expires': 'nada expira nele, então não dá para saber',
    'no-adapter': 'nada aqui consegue olhar dentro dele',
    'not-open': 'não foi possível abri-lo',
  },
  here: 'No sandbox, com um listener para os erros dele e um prazo para as chamadas:',
  prevents: (line) => `A linha contra isso: ${line}`,
  trying: (point) => `testando: ${point}`,
  sum: (kept, asked) => `${kept} de ${asked} promessas cumpridas.`,
  differs: (points) => `Não é o que o catálogo diz de: ${points}. Se for assim mesmo, registre: acrescente --slow --write e depois rode "npm run stores:docs".`,
  unlisted: 'O catálogo ainda não o conhece: diga em catalogue/stores.json para que serve e depois acrescente --slow --write.',
  writeWantsSlow: '--write pede também --slow: o catálogo guarda todos os pontos.',
  written: 'Gravado em catalogue/stores.json. Agora, "npm run stores:docs".',
  stopping: 'Encerrando …',
  failed: (reason) => `Não foi possível testar o contrato, por um defeito deste comando: ${reason}\nPor favor, relate-o.`,
}

/** By language. */
export const CONTRACT_WORDS: Readonly<Record<Language, ContractWords>> = { en, 'pt-BR': ptBR }

/** What each point asks, and what was seen instead. */
export function pointWords(language: Language): { readonly points: Readonly<Record<StorePoint, string>>; readonly seen: Readonly<Record<Seen, string>> } {
  return JSON.parse(readFileSync(join(projectRoot, 'client', 'i18n', language, 'catalogue.json'), 'utf8'))
}
