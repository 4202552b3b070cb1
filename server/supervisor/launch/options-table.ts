/** The options of the command line, once: `--help`, the README's table and the parser are all made from this. */
import { LIMITS, SETTINGS } from '../../config.js'

export interface OptionRow {
  /** Without the dashes. */
  readonly name: string
  /** What stands after the name in `--help`; null for a switch. */
  readonly argument: string | null
  readonly variable: string | null
  readonly default: string
  readonly description: string
}

export const OPTIONS: readonly OptionRow[] = Object.freeze([
  {
    name: 'port',
    argument: 'PORT',
    variable: 'SESSIONSCOPE_PORT',
    default: String(SETTINGS.dashboardPort),
    description: 'Port of the dashboard; the next free one if it is taken; 0: any free one',
  },
  {
    name: 'shop-port',
    argument: 'PORT',
    variable: 'SESSIONSCOPE_SHOP_PORT',
    default: String(SETTINGS.shopPort),
    description: 'Port of the shop; the next free one if it is taken; 0: any free one',
  },
  {
    name: 'host',
    argument: 'ADDRESS',
    variable: 'SESSIONSCOPE_HOST',
    default: SETTINGS.host,
    description: 'Address to listen on; anything but this machine itself lets others in',
  },
  { name: 'no-open', argument: null, variable: 'SESSIONSCOPE_OPEN=0', default: 'opens', description: 'Do not open the browser' },
  {
    name: 'heap',
    argument: 'MB',
    variable: 'SESSIONSCOPE_HEAP_MB',
    default: String(SETTINGS.heapLimitMb),
    description: `Heap limit of the lesson server, ${LIMITS.minHeapLimitMb} to ${LIMITS.maxHeapLimitMb} MB`,
  },
  { name: 'store', argument: 'KIND', variable: 'SESSIONSCOPE_STORE', default: SETTINGS.store, description: 'Session store to begin with: memory, mongodb' },
  {
    name: 'mongodb-uri',
    argument: 'URI',
    variable: 'MONGODB_URI',
    default: 'looks for one',
    description: 'A MongoDB to use; as a variable it stays out of the process list',
  },
  { name: 'mongod-binary', argument: 'PATH', variable: 'MONGOD_BINARY', default: 'looks for one', description: 'A mongod program to run' },
  { name: 'data-dir', argument: 'FOLDER', variable: 'SESSIONSCOPE_DATA_DIR', default: SETTINGS.dataFolder, description: 'Where data is kept' },
  { name: 'lessons', argument: 'FOLDER', variable: 'SESSIONSCOPE_LESSONS', default: 'lessons', description: 'Where the guided lessons are read from' },
  {
    name: 'language',
    argument: 'en|pt-BR',
    variable: 'SESSIONSCOPE_LANGUAGE',
    default: 'of the system',
    description: 'Language of the page, the shop and the terminal',
  },
  { name: 'help', argument: null, variable: null, default: '', description: 'Show this and end' },
  { name: 'version', argument: null, variable: null, default: '', description: 'Show the version and end' },
])

/** What `--help` prints. */
export function helpText(version: string): string {
  const heads = OPTIONS.map((row) => `--${row.name}${row.argument === null ? '' : ` ${row.argument}`}`)
  const width = Math.max(...heads.map((head) => head.length))
  const lines = OPTIONS.map((row, index) => {
    const notes = [row.default === '' ? null : `default: ${row.default}`, row.variable].filter((note) => note !== null)
    return `  ${heads[index]?.padEnd(width)}  ${row.description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
  })
  return [
    `Sessionscope ${version}: see cookies and sessions.`,
    '',
    'Usage: npm start -- [options]',
    '',
    ...lines,
    '',
    'A variable is used where its option is not given.',
  ].join('\n')
}

/** The table under "Settings" in the README. */
export function settingsTable(): string {
  const rows = OPTIONS.filter((row) => row.variable !== null).map(
    (row) =>
      `| \`--${row.name}${row.argument === null ? '' : ` ${row.argument.replaceAll('|', '\\|')}`}\` | \`${row.variable}\` | ${row.default} | ${row.description} |`,
  )
  return ['| Option | Variable | Default | What it does |', '|---|---|---|---|', ...rows].join('\n')
}
