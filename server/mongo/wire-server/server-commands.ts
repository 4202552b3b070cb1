/** What the server says about itself, and sessions. */
import { hostname, totalmem } from 'node:os'
import { Binary, Double, Int32, Long } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { CommandError } from './command-error.js'
import type { Call, Command } from './command-types.js'
import { type Doc, doc, isDoc, isNumber, toNumber, type Value } from './values.js'

const MB = 1024 * 1024

const hello: Command = ({ name, context }) => {
  const answer: Doc = new Map<string, Value>([[name.toLowerCase() === 'ismaster' ? 'ismaster' : 'isWritablePrimary', true]])
  const rest = doc({
    maxBsonObjectSize: new Int32(EMBEDDED.maxBsonBytes),
    maxMessageSizeBytes: new Int32(EMBEDDED.maxMessageBytes),
    maxWriteBatchSize: new Int32(EMBEDDED.maxWriteBatch),
    localTime: new Date(),
    logicalSessionTimeoutMinutes: new Int32(30),
    connectionId: new Int32(context.connections()),
    minWireVersion: new Int32(EMBEDDED.minWireVersion),
    maxWireVersion: new Int32(EMBEDDED.maxWireVersion),
    readOnly: false,
  })
  // No topology version: with one, drivers would wait for changes in a stream, and there are none to tell.
  return new Map([...answer, ...rest])
}

const buildInfo: Command = () =>
  doc({
    version: EMBEDDED.version,
    gitVersion: 'sessionscope-embedded',
    modules: [],
    allocator: 'v8',
    javascriptEngine: 'none',
    sysInfo: 'deprecated',
    versionArray: [...EMBEDDED.version.split('.').map((part): Value => new Int32(Number(part))), new Int32(0)],
    openssl: doc({ running: 'disabled', compiled: 'disabled' }),
    buildEnvironment: doc({ target_os: process.platform, target_arch: process.arch }),
    bits: new Int32(64),
    debug: false,
    maxBsonObjectSize: new Int32(EMBEDDED.maxBsonBytes),
    storageEngines: ['nedb'],
    sessionscope: 'embedded',
  })

const serverStatus: Command = ({ context }) => {
  const uptimeMs = Date.now() - context.startedAt
  const memory = process.memoryUsage()
  const counted = (name: string) => Long.fromNumber(context.counters.get(name) ?? 0)
  return doc({
    host: context.address(),
    version: EMBEDDED.version,
    process: 'sessionscope-embedded',
    pid: Long.fromNumber(process.pid),
    uptime: new Double(Math.floor(uptimeMs / 1000)),
    uptimeMillis: Long.fromNumber(uptimeMs),
    uptimeEstimate: Long.fromNumber(Math.floor(uptimeMs / 1000)),
    localTime: new Date(),
    connections: doc({ current: new Int32(context.connections()), available: new Int32(EMBEDDED.maxConnections - context.connections()) }),
    opcounters: doc({
      insert: counted('insert'),
      query: counted('find'),
      update: counted('update'),
      delete: counted('delete'),
      getmore: counted('getMore'),
      command: counted('command'),
    }),
    mem: doc({ bits: new Int32(64), resident: new Int32(Math.round(memory.rss / MB)), virtual: new Int32(Math.round(memory.rss / MB)), supported: true }),
    metrics: doc({
      cursor: doc({ open: doc({ total: Long.fromNumber(context.cursors.count) }) }),
      ttl: doc({ deletedDocuments: Long.fromNumber(context.ttl.deletedDocuments), passes: Long.fromNumber(context.ttl.passes) }),
    }),
    storageEngine: doc({ name: 'nedb', persistent: !context.inMemory }),
    sessionscope: 'embedded',
  })
}

/** The parameters that can be read; only the first can be set. */
function parameters(call: Call): Doc {
  return doc({
    ttlMonitorSleepSecs: new Int32(call.context.ttl.sleepSeconds),
    featureCompatibilityVersion: doc({ version: EMBEDDED.version.split('.').slice(0, 2).join('.') }),
    authenticationMechanisms: [],
    logLevel: new Int32(0),
  })
}

const getParameter: Command = (call) => {
  const wanted = call.command.get('getParameter') ?? null
  const all = parameters(call)
  if (wanted === '*') return all
  const found: Doc = new Map([...all].filter(([name]) => call.command.has(name)))
  if (found.size === 0) throw new CommandError('InvalidOptions', 'no option found to get')
  return found
}

const setParameter: Command = ({ command, context }) => {
  const value = command.get('ttlMonitorSleepSecs')
  if (value === undefined) {
    const [, name] = [...command.keys()]
    if (name === undefined || name.startsWith('$') || name === 'lsid')
      throw new CommandError('InvalidOptions', 'no option found to set, use help:true to see options ')
    throw new CommandError('InvalidOptions', `attempted to set unrecognized parameter [${name}], use help:true to see options `)
  }
  if (!isNumber(value)) throw new CommandError('BadValue', 'Failed to set parameter: ttlMonitorSleepSecs must be a number')
  const seconds = toNumber(value)
  if (seconds <= 0) throw new CommandError('BadValue', `Invalid value for parameter ttlMonitorSleepSecs: ${seconds} is not greater than 0`)
  const was = new Int32(context.ttl.sleepSeconds)
  context.ttl.sleepSeconds = seconds
  context.ttl.reschedule()
  return doc({ was })
}

const startSession: Command = () => doc({ id: doc({ id: new Binary(uuidBytes(), 4) }), timeoutMinutes: new Int32(30) })

function uuidBytes(): Buffer {
  return Buffer.from(crypto.randomUUID().replaceAll('-', ''), 'hex')
}

const hostInfo: Command = () =>
  doc({
    system: doc({
      currentTime: new Date(),
      hostname: hostname(),
      cpuAddrSize: new Int32(64),
      memSizeMB: Long.fromNumber(Math.floor(totalmem() / MB)),
      cpuArch: process.arch,
    }),
    os: doc({ type: process.platform, name: process.platform, version: process.version }),
    extra: new Map(),
  })

const connectionStatus: Command = ({ command }) => {
  const info = doc({ authenticatedUsers: [], authenticatedUserRoles: [] })
  if (command.get('showPrivileges') === true) info.set('authenticatedUserPrivileges', [])
  return doc({ authInfo: info })
}

const nothing: Command = () => new Map()

function requireAdmin(call: Call): void {
  if (call.database !== 'admin') throw new CommandError('Unauthorized', `${call.name} may only be run against the admin database.`)
}

function onAdmin(command: Command): Command {
  return (call) => {
    requireAdmin(call)
    return command(call)
  }
}

const getLog: Command = ({ command }) => {
  if (command.get('getLog') === '*') return doc({ names: ['global', 'startupWarnings'] })
  const note = 'This is the embedded server of Sessionscope, for learning only. A real MongoDB is better at everything.'
  const line = JSON.stringify({ t: { $date: new Date().toISOString() }, s: 'W', c: 'CONTROL', id: 1, ctx: 'initandlisten', msg: note })
  const log = command.get('getLog') === 'startupWarnings' ? [line] : []
  return doc({ totalLinesWritten: new Int32(log.length), log })
}

export const SERVER_COMMANDS: Readonly<Record<string, Command>> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: nothing,
  buildInfo,
  buildinfo: buildInfo,
  serverStatus,
  getParameter: onAdmin(getParameter),
  setParameter: onAdmin(setParameter),
  getCmdLineOpts: onAdmin(() => doc({ argv: ['sessionscope-embedded'], parsed: new Map() })),
  getLog: onAdmin(getLog),
  hostInfo: hostInfo,
  connectionStatus,
  startSession,
  endSessions: nothing,
  refreshSessions: nothing,
  killSessions: nothing,
  killAllSessions: nothing,
  whatsmyuri: (call) => doc({ you: call.context.address() }),
  getFreeMonitoringStatus: onAdmin(() => doc({ state: 'disabled', message: 'Free monitoring is for a real MongoDB.' })),
  logout: nothing,
  fsync: onAdmin(() => doc({ numFiles: new Int32(1) })),
  listCommands: () => doc({ commands: new Map() }),
}

/** `lsid` is taken as it is; a transaction is refused as a standalone MongoDB refuses it. */
export function checkSession(command: Doc): void {
  const lsid = command.get('lsid')
  if (lsid !== undefined && (!isDoc(lsid) || !(lsid.get('id') instanceof Binary)))
    throw new CommandError(40414, "BSON field 'lsid.id' is missing but a required field")
  if (command.has('txnNumber')) throw new CommandError('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos')
  if (command.has('startTransaction') || command.has('autocommit')) throw new CommandError('InvalidOptions', 'Specifying autocommit requires a txnNumber')
}
