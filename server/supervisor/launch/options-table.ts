/** The options of the command line, once: `--help`, the README's table and the parser are all made from this. */
import { LIMITS, SETTINGS } from '../../config.js'
import { LANGUAGES, type Language, type Localized } from '../../protocol/language.js'
import { SERVED_KINDS } from '../../protocol/served-kinds.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import { ADAPTERS } from '../../stores/registry.js'
import { HELP_WORDS, TABLE_HEAD } from '../../words/options.js'

export interface OptionRow {
  /** Without the dashes. */
  readonly name: string
  /** What stands after the name in `--help`; null for a switch. */
  readonly argument: string | null
  readonly variable: string | null
  /** A value is the same in each language; words are not. */
  readonly default: string | Localized
  readonly description: Localized
  /** It may be given several times, or several with commas between them. */
  readonly isRepeatable?: true
}

const KINDS = ADAPTERS.map(({ kind }) => kind).join(', ')

export const OPTIONS: readonly OptionRow[] = Object.freeze([
  {
    name: 'port',
    argument: 'PORT',
    variable: 'SESSIONSCOPE_PORT',
    default: String(SETTINGS.dashboardPort),
    description: {
      en: 'Port of the dashboard; the next free one if it is taken; 0: any free one',
      'pt-BR': 'Porta do painel; a próxima livre, se estiver ocupada; 0: qualquer porta livre',
    },
  },
  {
    name: 'shop-port',
    argument: 'PORT',
    variable: 'SESSIONSCOPE_SHOP_PORT',
    default: String(SETTINGS.shopPort),
    description: {
      en: 'Port of the shop; the next free one if it is taken; 0: any free one',
      'pt-BR': 'Porta da loja; a próxima livre, se estiver ocupada; 0: qualquer porta livre',
    },
  },
  {
    name: 'host',
    argument: 'ADDRESS',
    variable: 'SESSIONSCOPE_HOST',
    default: SETTINGS.host,
    description: {
      en: 'Address to listen on; anything but this machine itself lets others in',
      'pt-BR': 'Endereço em que escuta; qualquer um que não seja só desta máquina deixa outras pessoas entrarem',
    },
  },
  {
    name: 'allow-host',
    argument: 'NAME[:PORT]',
    variable: 'SESSIONSCOPE_ALLOW_HOST',
    default: { en: 'none', 'pt-BR': 'nenhum' },
    description: {
      en: 'A name of a tunnel or a forwarded port that both servers answer to as well; may be repeated',
      'pt-BR': 'Um nome de túnel ou de porta encaminhada ao qual os dois servidores também respondem; pode se repetir',
    },
    isRepeatable: true,
  },
  {
    name: 'shop-url',
    argument: 'URL',
    variable: 'SESSIONSCOPE_SHOP_URL',
    default: { en: 'same name', 'pt-BR': 'o mesmo nome' },
    description: {
      en: 'Where the shop is for whoever opens the dashboard under such a name',
      'pt-BR': 'Onde fica a loja para quem abre o painel por um desses nomes',
    },
  },
  {
    name: 'no-open',
    argument: null,
    variable: 'SESSIONSCOPE_OPEN=0',
    default: { en: 'opens', 'pt-BR': 'abre' },
    description: { en: 'Do not open the browser', 'pt-BR': 'Não abrir o navegador' },
  },
  {
    name: 'heap',
    argument: 'MB',
    variable: 'SESSIONSCOPE_HEAP_MB',
    default: String(SETTINGS.heapLimitMb),
    description: {
      en: `Heap limit of the lesson server, ${LIMITS.minHeapLimitMb} to ${LIMITS.maxHeapLimitMb} MB`,
      'pt-BR': `Limite do heap do servidor da lição, de ${LIMITS.minHeapLimitMb} a ${LIMITS.maxHeapLimitMb} MB`,
    },
  },
  {
    name: 'store',
    argument: 'KIND',
    variable: 'SESSIONSCOPE_STORE',
    default: SETTINGS.store,
    description: { en: `Session store to begin with: ${KINDS}`, 'pt-BR': `Session store do começo: ${KINDS}` },
  },
  {
    name: 'mongodb-uri',
    argument: 'URI',
    variable: 'MONGODB_URI',
    default: { en: 'looks for one', 'pt-BR': 'procura um' },
    description: {
      en: 'A MongoDB to use; as a variable it stays out of the process list',
      'pt-BR': 'Um MongoDB para usar; como variável, fica fora da lista de processos',
    },
  },
  {
    name: 'mongod-binary',
    argument: 'PATH',
    variable: 'MONGOD_BINARY',
    default: { en: 'looks for one', 'pt-BR': 'procura um' },
    description: { en: 'A mongod program to run', 'pt-BR': 'Um programa mongod para executar' },
  },
  ...SERVED_KINDS.map(
    (kind): OptionRow => ({
      name: `${kind}-url`,
      argument: 'URL',
      variable: SERVED_FACTS[kind].variable,
      default: { en: 'looks for one', 'pt-BR': 'procura um' },
      description: {
        en: `A ${SERVED_FACTS[kind].label} for the stores that need one`,
        'pt-BR': `Um ${SERVED_FACTS[kind].label} para os stores que precisam de um`,
      },
    }),
  ),
  {
    name: 'data-dir',
    argument: 'FOLDER',
    variable: 'SESSIONSCOPE_DATA_DIR',
    default: SETTINGS.dataFolder,
    description: { en: 'Where data is kept', 'pt-BR': 'Onde os dados são guardados' },
  },
  {
    name: 'lessons',
    argument: 'FOLDER',
    variable: 'SESSIONSCOPE_LESSONS',
    default: 'lessons',
    description: { en: 'Where the guided lessons are read from', 'pt-BR': 'De onde as lições são lidas' },
  },
  {
    name: 'language',
    argument: LANGUAGES.join('|'),
    variable: 'SESSIONSCOPE_LANGUAGE',
    default: { en: 'of the system', 'pt-BR': 'do sistema' },
    description: { en: 'Language of the page, the shop and the terminal', 'pt-BR': 'Idioma da página, da loja e do terminal' },
  },
  { name: 'help', argument: null, variable: null, default: '', description: { en: 'Show this and end', 'pt-BR': 'Mostra isto e termina' } },
  { name: 'version', argument: null, variable: null, default: '', description: { en: 'Show the version and end', 'pt-BR': 'Mostra a versão e termina' } },
])

function inLanguage(text: string | Localized, language: Language): string {
  return typeof text === 'string' ? text : text[language]
}

/** What `--help` prints. */
export function helpText(version: string, language: Language): string {
  const words = HELP_WORDS[language]
  const heads = OPTIONS.map((row) => `--${row.name}${row.argument === null ? '' : ` ${row.argument}`}`)
  const width = Math.max(...heads.map((head) => head.length))
  const lines = OPTIONS.map((row, index) => {
    const usual = inLanguage(row.default, language)
    const notes = [usual === '' ? null : `${words.default}: ${usual}`, row.variable].filter((note) => note !== null)
    return `  ${heads[index]?.padEnd(width)}  ${row.description[language]}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
  })
  return [`Sessionscope ${version}: ${words.title}`, '', `${words.usage}: npm start -- [${words.options}]`, '', ...lines, '', words.foot].join('\n')
}

/** The table under "Settings" in the README of a language. */
export function settingsTable(language: Language): string {
  const rows = OPTIONS.filter((row) => row.variable !== null).map(
    (row) =>
      `| \`--${row.name}${row.argument === null ? '' : ` ${row.argument.replaceAll('|', '\\|')}`}\` | \`${row.variable}\` | ${inLanguage(row.default, language)} | ${row.description[language]} |`,
  )
  return [TABLE_HEAD[language], '|---|---|---|---|', ...rows].join('\n')
}
