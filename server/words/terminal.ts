/** What the terminal says while the sandbox starts, runs and ends. */
import { explainWriteFailure, WRITE_FAILURES } from '../own-files.js'
import type { Language } from '../protocol/language.js'

/** Why a folder cannot be used, in Portuguese. */
const FALHAS: Readonly<Record<keyof typeof WRITE_FAILURES, string>> = {
  EACCES: 'este usuário não pode escrever ali',
  EPERM: 'este usuário não pode escrever ali',
  EROFS: 'o disco é somente leitura',
  ENOSPC: 'o disco está cheio',
  EDQUOT: 'a cota deste usuário no disco acabou',
  ENOTDIR: 'há um arquivo onde deveria haver uma pasta',
  EEXIST: 'há um arquivo onde deveria haver uma pasta',
  ENOENT: 'não dá para criar uma pasta ali',
  ENAMETOOLONG: 'o caminho é longo demais',
  ELOOP: 'os links ali andam em círculo',
}

export interface Ready {
  readonly dashboardUrl: string
  readonly shopUrl: string
  readonly token: string
  readonly tokenPath: string
}

/** The folder for data, and one for a while in its stead: neither can be used. `problem` is the system's code. */
interface UnusableFolder {
  readonly wanted: string
  readonly problem: string
  readonly temporary: string
}

/** Only what somebody should know of: a secret of an earlier launch, or the first one, goes without a word. */
type SecretWords = Readonly<Partial<Record<'kept' | 'first' | 'missing' | 'damaged' | 'not-kept', (path: string) => string>>>

const NEW_SECRET =
  'Cookies from before were signed with another one: the shop no longer accepts them, so everybody has to log in again. What is stored stays, and expires in its time.'
const NOVO_SECRET =
  'Os cookies de antes foram assinados com outro secret: a loja não os aceita mais, e todo mundo precisa fazer login de novo. O que está guardado fica onde está e expira no seu tempo.'

const why = (code: string) => explainWriteFailure({ code }, WRITE_FAILURES)
const porQue = (code: string) => explainWriteFailure({ code }, FALHAS)

const en = {
  ready: (ready: Ready) =>
    `\n  Sessionscope is running.\n\n  Dashboard  ${ready.dashboardUrl}\n  Shop       ${ready.shopUrl}\n  Token      ${ready.token}  (for scripts; also in ${ready.tokenPath})\n\n  Press Ctrl-C to stop.\n`,
  portTaken: (wanted: number, got: number) => `Port ${wanted} is taken, so ${got} is used.`,
  exposed: (host: string) =>
    `Warning: --host ${host} lets everybody who can reach this machine over the network use the shop and open the dashboard's page.\nWhoever has the token, which stands in the dashboard's address below, controls the sandbox: sees every session and its cookie, restarts and kills the server, lets crowds in, starts downloads. All of it travels over plain HTTP, so whoever can listen in on that network can read it, the token too. Without --host, only this machine can connect.`,
  folder: (wanted: string, code: string, used: string) =>
    `The data folder ${wanted} cannot be used: ${why(code)} (${code}). So this launch keeps its data in ${used} and forgets it at the end. Put that right, or choose another folder with --data-dir.`,
  noFolder: ({ wanted, problem, temporary }: UnusableFolder) =>
    `The data folder ${wanted} cannot be used: ${why(problem)} (${problem}). A temporary one in ${temporary} cannot be made either. Choose another folder with --data-dir, or make room.`,
  newSecret: {
    missing: (path) => `There was no session secret in the data folder, so a new one was made (${path}). ${NEW_SECRET}`,
    damaged: (path) => `The session secret in ${path} was damaged, so a new one was made. ${NEW_SECRET}`,
    'not-kept': (path) => `The session secret cannot be kept in ${path}, so this launch has one of its own. ${NEW_SECRET}`,
  } as SecretWords,
  brokenLessons: (lessons: number) =>
    lessons === 1
      ? 'A lesson cannot be used; the others can. What is wrong with it:'
      : `${lessons} lessons cannot be used; the others can. What is wrong with them:`,
  moreProblems: (more: number) => `  … and ${more} more.`,
  mongodbUri: (reason: string) => `${reason} Meanwhile another MongoDB serves: “why?” in the dashboard says which.`,
  askFirst: (place: string, collection: string) =>
    `The collection ${collection} of the MongoDB at ${place} holds documents that Sessionscope did not put there, so nothing is written there yet: the shop starts on Memory. The dashboard asks whether it may use that collection.`,
  packageMissing: (name: string, command: string) =>
    `The store that was asked for needs the package ${name}, which is not installed: the shop starts on Memory. Install it in the dashboard, with its button in “more”, or end Sessionscope and run: ${command}`,
  stopping: 'Stopping … (Ctrl-C again ends at once)',
  stopped: 'Stopped. Nothing is left running.',
  defect: (reason: string) => `Sessionscope stopped because of a defect of its own: ${reason}\nPlease report it. What ran is being stopped.`,
  notStarted: (reason: string) => `Sessionscope could not start: ${reason}`,
  slowStop: 'A part did not stop in time and was ended.',
}

export type TerminalWords = typeof en

const ptBR: TerminalWords = {
  ready: (ready) =>
    `\n  O Sessionscope está no ar.\n\n  Painel     ${ready.dashboardUrl}\n  Loja       ${ready.shopUrl}\n  Token      ${ready.token}  (para scripts; também em ${ready.tokenPath})\n\n  Pressione Ctrl-C para encerrar.\n`,
  portTaken: (wanted, got) => `A porta ${wanted} está ocupada; usando a ${got}.`,
  exposed: (host) =>
    `Atenção: com --host ${host}, qualquer pessoa que alcance esta máquina pela rede pode usar a loja e abrir a página do painel.\nQuem tem o token, que está no endereço do painel abaixo, controla o sandbox: vê todas as sessions e seus cookies, reinicia e mata o servidor, solta multidões, inicia downloads. Tudo passa por HTTP puro: quem consegue escutar essa rede lê tudo, inclusive o token. Sem --host, só esta máquina consegue se conectar.`,
  folder: (wanted, code, used) =>
    `A pasta de dados ${wanted} não pode ser usada: ${porQue(code)} (${code}). Por isso esta execução guarda os dados em ${used} e os apaga no fim. Corrija isso ou escolha outra pasta com --data-dir.`,
  noFolder: ({ wanted, problem, temporary }) =>
    `A pasta de dados ${wanted} não pode ser usada: ${porQue(problem)} (${problem}). Também não foi possível criar uma pasta temporária em ${temporary}. Escolha outra pasta com --data-dir ou libere espaço.`,
  newSecret: {
    missing: (path) => `Não havia um secret de sessions na pasta de dados, então foi criado um novo (${path}). ${NOVO_SECRET}`,
    damaged: (path) => `O secret de sessions em ${path} estava danificado, então foi criado um novo. ${NOVO_SECRET}`,
    'not-kept': (path) => `Não foi possível guardar o secret de sessions em ${path}; esta execução usa um só dela. ${NOVO_SECRET}`,
  },
  brokenLessons: (lessons) =>
    lessons === 1
      ? 'Uma lição não pode ser usada; as outras podem. O que há de errado nela:'
      : `${lessons} lições não podem ser usadas; as outras podem. O que há de errado nelas:`,
  moreProblems: (more) => `  … e mais ${more}.`,
  mongodbUri: (reason) => `O endereço em MONGODB_URI não pode ser usado. ${reason} Enquanto isso, outro MongoDB atende: “por quê?”, no painel, diz qual.`,
  askFirst: (place, collection) =>
    `A coleção ${collection} do MongoDB em ${place} tem documentos que o Sessionscope não colocou lá, por isso nada é gravado ali ainda: a loja começa no Memory. O painel pergunta se pode usar essa coleção.`,
  packageMissing: (name, command) =>
    `O store pedido precisa do pacote ${name}, que não está instalado: a loja começa no Memory. Instale-o no painel, com o botão dele em “mais”, ou encerre o Sessionscope e rode: ${command}`,
  stopping: 'Encerrando … (Ctrl-C de novo encerra na hora)',
  stopped: 'Encerrado. Nada ficou em execução.',
  defect: (reason) => `O Sessionscope parou por um defeito próprio: ${reason}\nPor favor, relate-o. O que estava em execução está sendo encerrado.`,
  notStarted: (reason) => `O Sessionscope não conseguiu iniciar: ${reason}`,
  slowStop: 'Uma parte não parou a tempo e foi encerrada à força.',
}

/** By language. */
export const TERMINAL_WORDS: Readonly<Record<Language, TerminalWords>> = { en, 'pt-BR': ptBR }
