/** What is said of the options: by `--help`, in the README, and of one, or of a port, that cannot be used (one line each, which says what to do). */
import { LANGUAGES, type Language } from '../protocol/language.js'

const QUOTED = LANGUAGES.map((language) => `"${language}"`)

interface WrongInteger {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly given: string
  /** What is used when it is left out. */
  readonly fallback: number
}

const en = {
  unknown: (option: string) => `Unknown option '${option}'. "npm start -- --help" lists the options.`,
  unexpected: (argument: string) => `Unexpected argument '${argument}'. "npm start -- --help" lists the options.`,
  wrongValue: (option: string) => `Option '${option}': its argument is missing, or it takes none. "npm start -- --help" lists the options.`,
  notInteger: ({ name, min, max, given, fallback }: WrongInteger) =>
    `--${name} must be a whole number from ${min} to ${max}, not "${given}". Give another one, or leave it out for ${fallback}.`,
  notLanguage: (given: string) => `--language must be ${QUOTED.join(' or ')}, not "${given}".`,
  notHost: (given: string) => `--allow-host takes a name as the browser shows it, such as "shop.example" or "localhost:8080", not "${given}".`,
  notAddress: (given: string) =>
    `--shop-url takes an address such as "https://shop.example" or "http://localhost:8081", without a path or a password, not "${given}".`,
  notStore: (kinds: readonly string[], given: string) => `--store must be one of ${kinds.join(', ')}, not "${given}".`,
  portNotAllowed: (port: number, option: string) => `This account may not listen on port ${port}. Choose one above 1023 with --${option}.`,
  cannotListen: (host: string, port: number, code: string) =>
    `Cannot listen on ${host}, port ${port} (${code}). Choose an address of this machine with --host.`,
  portsTaken: (first: number, last: number, option: string) =>
    `Ports ${first} to ${last} are all taken. Choose another one with --${option}, or --${option} 0 for any free one.`,
}

export type OptionWords = typeof en

const ptBR: OptionWords = {
  unknown: (option) => `Opção desconhecida: '${option}'. "npm start -- --help" mostra as opções.`,
  unexpected: (argument) => `Argumento inesperado: '${argument}'. "npm start -- --help" mostra as opções.`,
  wrongValue: (option) => `Opção '${option}': falta o argumento dela, ou ela não aceita nenhum. "npm start -- --help" mostra as opções.`,
  notInteger: ({ name, min, max, given, fallback }) =>
    `--${name} precisa ser um número inteiro de ${min} a ${max}, não "${given}". Dê outro, ou deixe a opção de fora para usar ${fallback}.`,
  notLanguage: (given) => `--language precisa ser ${QUOTED.join(' ou ')}, não "${given}".`,
  notHost: (given) => `--allow-host recebe um nome como o navegador o mostra, por exemplo "loja.example" ou "localhost:8080", não "${given}".`,
  notAddress: (given) => `--shop-url recebe um endereço como "https://loja.example" ou "http://localhost:8081", sem caminho nem senha, não "${given}".`,
  notStore: (kinds, given) => `--store precisa ser um destes: ${kinds.join(', ')}; não "${given}".`,
  portNotAllowed: (port, option) => `Esta conta não pode escutar na porta ${port}. Escolha uma acima de 1023 com --${option}.`,
  cannotListen: (host, port, code) => `Não dá para escutar em ${host}, porta ${port} (${code}). Escolha um endereço desta máquina com --host.`,
  portsTaken: (first, last, option) =>
    `As portas de ${first} a ${last} estão todas ocupadas. Escolha outra com --${option}, ou use --${option} 0 para qualquer porta livre.`,
}

/** By language. */
export const OPTION_WORDS: Readonly<Record<Language, OptionWords>> = { en, 'pt-BR': ptBR }

interface HelpWords {
  readonly title: string
  readonly usage: string
  readonly options: string
  readonly default: string
  readonly foot: string
}

/** What `--help` says around the options. */
export const HELP_WORDS: Readonly<Record<Language, HelpWords>> = {
  en: {
    title: 'see cookies and sessions.',
    usage: 'Usage',
    options: 'options',
    default: 'default',
    foot: 'A variable is used where its option is not given.',
  },
  'pt-BR': {
    title: 'veja cookies e sessions.',
    usage: 'Uso',
    options: 'opções',
    default: 'padrão',
    foot: 'A variável vale quando a opção dela não é dada.',
  },
}

/** The first line of the table in the README. */
export const TABLE_HEAD: Readonly<Record<Language, string>> = {
  en: '| Option | Variable | Default | What it does |',
  'pt-BR': '| Opção | Variável | Padrão | O que faz |',
}
