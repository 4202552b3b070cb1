/** What the terminal says, in both languages. */
import type { Language } from './settings.js'

export interface Ready {
  readonly dashboardUrl: string
  readonly shopUrl: string
  readonly token: string
  readonly tokenPath: string
}

const en = {
  ready: (ready: Ready) =>
    `\n  Sessionscope is running.\n\n  Dashboard  ${ready.dashboardUrl}\n  Shop       ${ready.shopUrl}\n  Token      ${ready.token}  (for scripts; also in ${ready.tokenPath})\n\n  Press Ctrl-C to stop.\n`,
  portTaken: (wanted: number, got: number) => `Port ${wanted} is taken, so ${got} is used.`,
  exposed: (host: string) =>
    `Warning: listening on ${host}, so others on your network can reach the shop and the dashboard. Leave --host out to keep it to this machine.`,
  folder: (wanted: string, code: string, used: string) =>
    `The data folder ${wanted} cannot be written to (${code}), so this launch keeps its data in ${used} and forgets it at the end. Choose another one with --data-dir.`,
  brokenLessons: (lessons: number) =>
    lessons === 1
      ? 'A lesson cannot be used; the others can. What is wrong with it:'
      : `${lessons} lessons cannot be used; the others can. What is wrong with them:`,
  moreProblems: (more: number) => `  … and ${more} more.`,
  mongodbUri: (reason: string) => `${reason} Meanwhile another MongoDB serves: “why?” in the dashboard says which.`,
  stopping: 'Stopping … (Ctrl-C again ends at once)',
  stopped: 'Stopped. Nothing is left running.',
  defect: (reason: string) => `Sessionscope stopped because of a defect of its own: ${reason}\nPlease report it. What ran is being stopped.`,
  slowStop: 'A part did not stop in time and was ended.',
}

type Messages = typeof en

const ptBR: Messages = {
  ready: (ready) =>
    `\n  O Sessionscope está no ar.\n\n  Painel     ${ready.dashboardUrl}\n  Loja       ${ready.shopUrl}\n  Token      ${ready.token}  (para scripts; também em ${ready.tokenPath})\n\n  Pressione Ctrl-C para encerrar.\n`,
  portTaken: (wanted, got) => `A porta ${wanted} está ocupada; usando a ${got}.`,
  exposed: (host) => `Atenção: escutando em ${host}; outras pessoas da sua rede podem acessar a loja e o painel. Sem --host, só esta máquina acessa.`,
  folder: (wanted, code, used) =>
    `Não é possível escrever na pasta de dados ${wanted} (${code}); esta execução guarda os dados em ${used} e os esquece no fim. Escolha outra com --data-dir.`,
  brokenLessons: (lessons) =>
    lessons === 1
      ? 'Uma lição não pode ser usada; as outras podem. O que há de errado nela:'
      : `${lessons} lições não podem ser usadas; as outras podem. O que há de errado nelas:`,
  moreProblems: (more) => `  … e mais ${more}.`,
  mongodbUri: (reason) =>
    `O endereço em MONGODB_URI não pode ser usado; enquanto isso, outro MongoDB atende: “por quê?”, no painel, diz qual. O motivo, em inglês: ${reason}`,
  stopping: 'Encerrando … (Ctrl-C de novo encerra na hora)',
  stopped: 'Encerrado. Nada ficou em execução.',
  defect: (reason) => `O Sessionscope parou por um defeito próprio: ${reason}\nPor favor, relate-o. O que estava em execução está sendo encerrado.`,
  slowStop: 'Uma parte não parou a tempo e foi encerrada à força.',
}

export function messages(language: Language): Messages {
  return language === 'pt-BR' ? ptBR : en
}
