/** Puts one launch together: ports, state, children, gateway, dashboard. Everything of a launch is keyed by its shop port. */
import { randomBytes } from 'node:crypto'
import { CHILDREN, MONGO, SETTINGS } from '../config.js'
import { loadCurriculum } from '../curriculum/load.js'
import type { BrokenLesson } from '../protocol/lessons.js'
import type { MongoAttempt } from '../protocol/state.js'
import { Browsers } from './browsers/browsers.js'
import { causeOfDelay } from './cause-of-delay.js'
import { Database } from './children/database.js'
import { LessonServer } from './children/lesson-server.js'
import { spareMachineMemory } from './children/machine-memory.js'
import type { CommandContext } from './commands/context.js'
import { runCommand } from './commands/run-command.js'
import { Crowd } from './crowd.js'
import { DashboardServer } from './dashboard/dashboard-server.js'
import { AllowedHosts } from './gateway/allowed-hosts.js'
import { lineThatAllows } from './gateway/forwarded-hosts.js'
import { Gateway } from './gateway/gateway.js'
import { type DataFolder, openDataFolder } from './launch/data-folder.js'
import { listenOnFreePort } from './launch/listen.js'
import { optionWords } from './launch/option-words.js'
import { inUrl, isOwnMachine } from './launch/own-machine.js'
import { asGiven, BadOptionError, type Settings } from './launch/settings.js'
import { LessonRuntime } from './lessons/lesson-runtime.js'
import { initialOptions, initialState } from './state/initial-state.js'
import { LiveState } from './state/live-state.js'
import { recordLostRequest } from './state/lost-request.js'
import { TapFrames } from './state/tap-frames.js'
import { listStores } from './store-list.js'
import { StoreSwitch } from './store-switch.js'
import { SweptSessions } from './swept-sessions.js'

/** Documents expire without a request, and so do cookies; while somebody looks, or a lesson is open, they are read again so often. */
const POLL_MS = 2_000

export interface Supervisor {
  readonly dashboardPort: number
  readonly shopPort: number
  readonly token: string
  readonly dataFolder: DataFolder
  /** The lesson server itself, behind the gateway, and the key that it asks for; null while it does not listen. For the benchmark, which measures it alone. */
  lessonAddress(): { readonly port: number; readonly internalKey: string } | null
  /** Why the MongoDB at MONGODB_URI is not used, once that is known; null where it is, or none was given. */
  readonly mongodbUriProblem: Promise<MongoAttempt | null>
  /** Lessons that cannot be used, once all have been read. */
  readonly brokenLessons: Promise<readonly BrokenLesson[]>
  /** Stops everything that was started. Awaitable twice. */
  stop(): Promise<void>
  /** Ends what can be ended without waiting: the database process sees that we are gone, and tidies up by itself. */
  stopAtOnce(): void
}

/**
 * Starts a launch. Answers as soon as the page and the shop's address can be used; the children come up meanwhile.
 *
 * @param calledOff aborted: it is to be stopped at once, so no child is started any more
 * @throws BadOptionError, PortError, DataFolderError: before anything was started
 */
export async function startSupervisor(settings: Settings, version: string, calledOff?: AbortSignal): Promise<Supervisor> {
  const stores = await listStores()
  const words = optionWords(settings.language)
  const kinds = stores.descriptions.map(({ kind }) => kind)
  if (!kinds.includes(settings.store)) throw new BadOptionError(words.notStore(kinds, asGiven(settings.store)))
  const token = randomBytes(16).toString('hex')
  const internalKey = randomBytes(16).toString('hex')

  const dashboard = new DashboardServer()
  const gateway: Gateway = new Gateway({
    internalKey,
    whenRunning: (ms) => lesson.whenRunning(ms),
    boot: () => lesson.boot,
    language: () => state.get('launch').language,
    welcome: (request) => browsers.welcome(request),
    forgetCookies: (request) => browsers.forgetCookies(request),
    causeOfDelay: () => causeOfDelay(state),
    onLost: (request) => recordLostRequest(state, secrets, request),
  })
  const shopPort = await listenOnFreePort(gateway.server, settings.host, settings.shopPort, 'shop-port', words)
  const dashboardPort = await listenOnFreePort(dashboard.server, settings.host, settings.dashboardPort, 'port', words).catch(async (error) => {
    await gateway.close()
    throw error
  })
  const isDefaultShop = shopPort === SETTINGS.shopPort
  const dataFolder = await openFolder(settings.dataFolder, shopPort, gateway, dashboard)
  const secrets = [dataFolder.secret.value]
  const collection = isDefaultShop ? MONGO.collection : `${MONGO.collection}_${shopPort}`

  const state = new LiveState(
    initialState({
      launch: {
        version,
        startedAt: Date.now(),
        dashboardPort,
        shopPort,
        machineMemoryBytes: spareMachineMemory(),
        language: settings.language,
        dataFolder: dataFolder.path,
      },
      stores: stores.descriptions,
      store: settings.store,
      options: initialOptions(isDefaultShop ? 'connect.sid' : `connect.sid.${shopPort}`),
      heapLimitBytes: settings.heapLimitMb * 1024 * 1024,
      collection,
    }),
  )
  const taps = new TapFrames(state)
  const storeSwitch: StoreSwitch = new StoreSwitch({
    state,
    collection,
    needsMongodb: stores.needsMongodb,
    mongodbUri: () => database.uri,
    whenMongodbUp: (ms) => database.whenUp(ms),
    lesson: () => lesson,
    onSwitched: () => {
      browsers.forgetDocuments()
      browsers.refresh().catch(() => {})
    },
  })
  const lesson: LessonServer = new LessonServer(
    {
      state,
      internalKey,
      secrets,
      target: (kind) => storeSwitch.startWith(kind),
      onFrame: (frame) => {
        taps.receive(frame)
        if (frame.memory) crowd.sample(frame.memory)
        if (frame.requests.length > 0 || frame.focused.length > 0) browsers.receive(frame)
      },
      onListening: () => {
        // It may have been started with an address that has changed meanwhile.
        void database.settle()
        browsers.forgetDocuments()
        browsers.refresh().catch(() => {})
      },
      onDeath: () => crowd.serverWentAway(),
      requestsCutOff: (boot) => gateway.requestsCutOff(boot),
    },
    settings.heapLimitMb,
  )
  const crowd = new Crowd(state, lesson, internalKey)
  const database: Database = new Database({
    state,
    order: { uri: settings.mongodbUri, mongodBinary: settings.mongodBinary, dataFolder: dataFolder.path, database: MONGO.database, collection },
    onAddress: () => storeSwitch.follow(),
    onChange: () => storeSwitch.noteMongodb(),
  })
  let viewers = 0
  const gatewayHost = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host
  const browsers = new Browsers({
    state,
    secrets,
    shop: {
      connectTo: `http://${inUrl(gatewayHost)}:${shopPort}`,
      origin: `http://localhost:${shopPort}`,
      internalKey,
    },
    pages: () => viewers,
    readSession: (id) => lesson.call((rpc) => rpc.readSession(id)),
  })
  storeSwitch.noteMongodb()
  browsers.create('Alice')
  browsers.create('Bob')

  const curriculum = loadCurriculum(settings.lessonsFolder)
  const lessons = new LessonRuntime(curriculum, {
    state,
    run: (command) => runCommand(command, context),
    whenRunning: (ms) => lesson.whenRunning(ms),
    sweepEvery: (seconds) => database.sweepEvery(seconds),
  })
  const context: CommandContext = { state, lesson, stores: storeSwitch, database, browsers, crowd, lessons, secrets: secrets.length }
  const { allowedHosts, shopUrl } = settings
  const hosts = new AllowedHosts(settings.host, dashboardPort, allowedHosts)
  const shopHosts = new AllowedHosts(settings.host, shopPort, shopUrl === null ? allowedHosts : [...allowedHosts, new URL(shopUrl).host])
  const ports = { dashboardPort, shopPort }
  gateway.open({ hosts: shopHosts, dashboard: hosts, lineThatAllows: (host) => lineThatAllows(host, 'shop', ports) })
  dashboard.open({
    state,
    token,
    tokenInPage: isOwnMachine(settings.host),
    hosts,
    shopHosts,
    shopUrl,
    lineThatAllows: (host) => lineThatAllows(host, 'dashboard', ports),
    language: () => state.get('launch').language,
    snapshot: () => state.snapshot(),
    run: (command) => runCommand(command, context),
    onViewers: (count) => {
      viewers = count
    },
  })
  const sweptSessions = new SweptSessions(state, (id) => lesson.call((rpc) => rpc.readSession(id)))
  const poll = setInterval(() => (viewers > 0 || state.get('lesson') !== null) && lesson.port !== null && browsers.refresh().catch(() => {}), POLL_MS).unref()
  dataFolder.keepToken(token)

  const isWanted = calledOff?.aborted !== true
  if (isWanted) database.start()
  const resolved = isWanted ? database.whenResolved(CHILDREN.startTimeoutMs) : Promise.resolve()
  const ready = storeSwitch.needsMongodb(settings.store) ? resolved : Promise.resolve()
  if (isWanted) ready.then(() => lesson.launch()).catch(() => {})

  let stopping: Promise<void> | null = null
  async function stop(): Promise<void> {
    clearInterval(poll)
    sweptSessions.close()
    lessons.close()
    await Promise.all([dashboard.close(), gateway.close()])
    await Promise.all([lesson.stop(), crowd.stop(), browsers.close()])
    await database.stop()
    state.close()
    dataFolder.close()
  }
  return {
    dashboardPort,
    shopPort,
    token,
    dataFolder,
    mongodbUriProblem: resolved.then(() => uriProblem(state)),
    brokenLessons: curriculum.then(({ reading }) => reading.broken),
    lessonAddress: () => (lesson.port === null ? null : { port: lesson.port, internalKey }),
    stop: () => {
      stopping ??= stop()
      return stopping
    },
    stopAtOnce: () => {
      lesson.killNow()
      crowd.killNow()
      dataFolder.close()
    },
  }
}

/** The data folder; where there is none, what listens already is closed again. */
async function openFolder(base: string, shopPort: number, gateway: Gateway, dashboard: DashboardServer): Promise<DataFolder> {
  try {
    return openDataFolder(base, shopPort)
  } catch (error) {
    await Promise.all([gateway.close(), dashboard.close()])
    throw error
  }
}

function uriProblem(state: LiveState): MongoAttempt | null {
  return state.get('mongo').attempts.find(({ source, outcome }) => source === 'uri' && outcome === 'failed') ?? null
}
