/**
 * One sandbox: log, lesson server, database, browsers, crowd, lessons, and the commands that drive them. It opens no port of its own and knows no HTTP:
 * a host (host.ts) puts a gateway and a dashboard in front of it. Two of them in one process share nothing but what belongs to the process: the list of
 * secrets that are taken out of every text (secrets.ts), the adapters, and the environment that children see.
 */
import { randomBytes } from 'node:crypto'
import { CHILDREN, MONGO } from '../config.js'
import { keptCurriculum } from '../curriculum/kept-curriculum.js'
import { SHOPS } from '../lesson-server/shop/variants.js'
import { builtAt, keptLessonsPath, lessonsFolder } from '../paths.js'
import type { CommandResult } from '../protocol/command-results.js'
import { FAULTS, type FaultId, faultsAt } from '../protocol/faults.js'
import { sessionNames } from '../protocol/instance-state.js'
import type { InstanceId } from '../protocol/instances.js'
import type { BrokenLesson } from '../protocol/lessons.js'
import type { MongoAttempt } from '../protocol/mongo.js'
import type { Problem, Result } from '../protocol/problem.js'
import type { LaunchState } from '../protocol/state.js'
import type { StoreDescription } from '../protocol/stores.js'
import { FolderResource } from '../resources/folder.js'
import { heap } from '../resources/heap.js'
import { packagesFolder } from '../stores/packages.js'
import { RuledBalancer } from './balancer.js'
import { Browsers } from './browsers/browsers.js'
import type { ShopAddress } from './browsers/virtual-browser.js'
import { causeOfDelay } from './cause-of-delay.js'
import { DatabaseProcess } from './children/database-process.js'
import { LessonServerProcess } from './children/lesson-server-process.js'
import { spareMachineMemory } from './children/machine-memory.js'
import { servedResources } from './children/served-resources.js'
import type { CommandContext } from './commands/context.js'
import { commandsOf } from './commands/run-command.js'
import { StoreComparisons } from './comparison/store-comparison.js'
import { CrowdRuns } from './crowd-runs.js'
import { Faults } from './faults/faults.js'
import { inFront } from './faults/in-front.js'
import { storeHeld } from './faults/store-held.js'
import { wireInTheShop } from './faults/wire-in-the-shop.js'
import { frontAsUsual } from './gateway/front.js'
import type { GatewaySurroundings } from './gateway/gateway.js'
import type { HttpsDoor } from './gateway/https-door.js'
import { Passages } from './gateway/passages.js'
import { Homes } from './homes.js'
import { Instances } from './instances.js'
import type { SessionSecret } from './launch/session-secret.js'
import type { Settings } from './launch/settings.js'
import { UsedPlaces } from './launch/used-places.js'
import { LessonRuntime } from './lessons/lesson-runtime.js'
import { EventLog } from './log/event-log.js'
import { Frames } from './log/frames.js'
import { initialOptions, initialState } from './log/initial-state.js'
import { noteAnsweredRequest, noteLostRequest } from './log/lost-request.js'
import { TapEvents } from './log/tap-events.js'
import { PackageInstaller } from './packages/installer.js'
import { SecondServer } from './second-server.js'
import { Sessions } from './sessions.js'
import { SideBySideRuns } from './side-by-side/side-by-side-runs.js'
import { SigningSecrets } from './signing-secrets.js'
import { StoreSwitch } from './store-switch.js'
import { StoreTargets } from './store-targets.js'
import { SweptSessions } from './swept-sessions.js'

/** Documents expire without a request, and so do cookies, and another sandbox may install packages; while somebody looks, or a lesson is open, they are read again at this interval. */
const POLL_MS = 2_000

/** What virtual browsers claim of themselves while clients are believed: an address and a name that are nobody's (RFC 5737, RFC 2606). */
const FALSE_CLAIMS = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'evil.example' }

export interface SandboxOrder {
  readonly settings: Pick<Settings, 'store' | 'heapLimitMb' | 'mongodbUri' | 'mongodBinary' | 'servedUrls' | 'lessonsFolder'>
  /** What the state says of the launch, as far as the host knows it. */
  readonly launch: Omit<LaunchState, 'startedAt' | 'machineMemoryBytes' | 'shops'>
  readonly stores: readonly StoreDescription[]
  /** Where the virtual browsers find the shop. */
  readonly shop: Pick<ShopAddress, 'connectTo' | 'origin' | 'otherSite'>
  /** Sign the shop's cookies. */
  readonly secret: SessionSecret
  /** Name of the session cookie at launch. */
  readonly cookieName: string
  /** Collection of the sessions in a MongoDB that others may use too. */
  readonly collection: string
  /** Our own part of every other database: see ServedAddress. */
  readonly space: string
  /** The door of the gateway in front that ends TLS; left out: there is none. */
  readonly https?: Pick<HttpsDoor, 'open' | 'close'>
}

/** How the launch began on its store. */
export interface Begun {
  /** Why the MongoDB at MONGODB_URI is not used; null where it is, or none was given. */
  readonly mongodbUriProblem: MongoAttempt | null
  /** Why it did not begin on the store that was asked for: `ask-first`, `package-missing`. null: it did. */
  readonly elsewhere: Problem | null
}

export interface Sandbox {
  readonly log: EventLog
  /** What dashboards are sent. */
  readonly frames: Frames
  /** What a gateway needs in front of its shop. */
  readonly shop: GatewaySurroundings
  /** Does whatever was asked, a command of the protocol; never throws. */
  run(command: unknown): Promise<Result<CommandResult>>
  /** How many pages of the dashboard are connected. */
  noteViewers(count: number): void
  /** Resolves when a lesson server listens, or when the time is over. */
  whenRunning(ms: number): Promise<void>
  /** A lesson server itself and the key that it asks for; null while none listens. */
  lessonAddress(): { readonly port: number; readonly internalKey: string } | null
  /** Lessons that cannot be used, once all have been read. */
  readonly brokenLessons: Promise<readonly BrokenLesson[]>
  /**
   * Starts the children; what becomes of them shows in the state.
   *
   * @returns what somebody at the terminal should know, once it is known
   */
  start(): Promise<Begun>
  /** Stops everything that was started. Idempotent. */
  stop(): Promise<void>
  /** Ends what can be ended without waiting: the database process sees that we are gone, and tidies up by itself. */
  stopAtOnce(): void
}

/** Makes a sandbox; nothing runs before `start`. Each part is made from those above it, or subscribes to them. */
export function createSandbox({ settings, launch, stores, shop, secret, cookieName, collection, space, https }: SandboxOrder): Sandbox {
  const internalKey = randomBytes(16).toString('hex')
  const shops = SHOPS.map(({ name, title, about }) => ({ name, title, about }))
  const options = initialOptions(cookieName)
  const secrets = new SigningSecrets(secret)
  let viewers = 0

  const log = new EventLog(
    initialState({
      launch: { ...launch, startedAt: Date.now(), machineMemoryBytes: spareMachineMemory(), shops },
      stores,
      store: settings.store,
      options,
      secrets: secrets.ids,
      heapLimitBytes: settings.heapLimitMb * 1024 * 1024,
      collection,
    }),
  )
  const frames = new Frames(log)
  const passages = new Passages()
  const { mongodbUri: uri, mongodBinary } = settings
  const order = { uri, mongodBinary, dataFolder: launch.dataFolder, database: MONGO.database, collection }
  const database = new DatabaseProcess({ log, order, places: new UsedPlaces(launch.dataFolder) })
  const folder = new FolderResource(launch.dataFolder)
  const served = servedResources({ log, urls: settings.servedUrls, dataFolder: launch.dataFolder, space, store: settings.store })
  const targets = new StoreTargets({ heap, folder, mongodb: database, ...served })
  const around = { log, internalKey, secrets, targets, passages }
  const make = (id: InstanceId, heapLimitMb: number) => new LessonServerProcess(around, id, heapLimitMb)
  const instances = new Instances(Object.keys(log.state.instances).map((id) => make(id, settings.heapLimitMb)))
  const sessions = new Sessions(log, instances)
  const readSession = (id: string) => sessions.read(id)
  // It may have been started with an address that has changed meanwhile.
  instances.on('listening', () => {
    for (const each of [database, ...Object.values(served)]) void each.settle()
  })
  const homes = new Homes(() => sessionNames(log.state))
  const balancer = new RuledBalancer({ candidates: instances, state: () => log.state.balancer, homes })
  const resources = [database, ...Object.values(served)]
  const storeSwitch = new StoreSwitch({ log, resources, targets, instances, homes: () => homes.known(log.state.balancer.rule) })
  const second = new SecondServer({ log, instances, stores: storeSwitch, make })
  const packages = new PackageInstaller({ log, folder: packagesFolder(), storeInUse: () => log.state.store.active })
  packages.on('change', () => {
    storeSwitch.noteResources()
    // What could not stand in for want of its packages may do so now.
    for (const each of Object.values(served))
      if (each.state.phase === 'down' && each.state.attempts.some(({ code }) => code === 'served-package-missing')) void each.acquire()
  })
  const comparisons = new StoreComparisons({ log, stores: storeSwitch, targets })
  const { dataFolder } = launch
  const sideBySide = new SideBySideRuns({ log, stores: storeSwitch, targets, options, origin: shop.origin, dataFolder })
  const held = storeHeld(() => targets.resourceOf(log.state.store.active))
  const front = frontAsUsual()
  const meansOf = (fault: FaultId) => (FAULTS[fault].place === 'proxy' ? ({ means: 'process' } as const) : held.meansOf(fault))
  const faults = new Faults({ log, meansOf, doers: [held, wireInTheShop(instances), inFront({ log, front, https: https ?? null })] })
  // What was done to a store is no matter of the one that is in use now. At another address it is the same.
  log.subscribe((event) => {
    if (event.kind !== 'switched' || event.report.refused !== null || event.report.from === event.report.to) return
    faults.undoAll(faultsAt('store')).catch(() => {})
  })
  // Nobody is left who could meet what only the second server met.
  log.subscribe(({ kind, instance }) => {
    if (kind === 'instance-removed' && instance !== null) faults.undoOf(instance).catch(() => {})
  })
  const crowd = new CrowdRuns(log, instances, internalKey)
  const taps = new TapEvents(log, () => crowd.elapsedMs)
  instances.on('frame', (frame) => taps.receive(frame))
  const overTls = () => (log.state.https === null ? null : `https://localhost:${log.state.https.port}`)
  const reached: ShopAddress = {
    internalKey,
    otherSite: shop.otherSite,
    get origin() {
      return overTls() ?? shop.origin
    },
    get connectTo() {
      return overTls()?.replace('localhost', '127.0.0.1') ?? shop.connectTo
    },
    get authority() {
      return log.state.https?.authority ?? null
    },
    get claims() {
      return log.state.faults['forwarded-passed'] === undefined ? {} : FALSE_CLAIMS
    },
  }
  const browsers = new Browsers({ log, secrets, shop: reached, pages: () => viewers, readSession })
  const readAnew = () => {
    browsers.forgetDocuments()
    browsers.refresh().catch(() => {})
  }
  instances.on('listening', readAnew)
  storeSwitch.on('switched', readAnew)
  browsers.create('Alice')
  browsers.create('Bob')
  const sweptSessions = new SweptSessions(log, readSession)
  const poll = setInterval(() => {
    if (viewers > 0) void packages.refresh()
    if ((viewers > 0 || log.state.lesson !== null) && instances.running().length > 0) browsers.refresh().catch(() => {})
  }, POLL_MS).unref()

  const madeBy = settings.lessonsFolder === lessonsFolder ? builtAt() : null
  const curriculum = keptCurriculum(
    settings.lessonsFolder,
    shops.map(({ name }) => name),
    madeBy === null ? null : { path: keptLessonsPath, madeBy },
  )
  const lessons = new LessonRuntime(curriculum, {
    log,
    options,
    requestsSoFar: () => passages.arrived,
    whenRunning: (ms) => instances.whenRunning(ms),
    sweepEvery: (seconds) => database.sweepEvery(seconds),
  })
  const context: CommandContext = {
    log,
    instances,
    second,
    stores: storeSwitch,
    sessions,
    database,
    browsers,
    crowd,
    comparisons,
    sideBySide,
    faults,
    lessons,
    secrets,
    packages,
    served,
  }

  let stopping: Promise<void> | null = null
  async function stop(): Promise<void> {
    clearInterval(poll)
    sweptSessions.close()
    lessons.close()
    faults.close()
    storeSwitch.close()
    await Promise.all([instances.stop(), crowd.stop(), comparisons.stop(), sideBySide.stop(), browsers.close()])
    await Promise.all([database, folder, packages, ...Object.values(served)].map((each) => each.stop()))
    frames.close()
  }
  return {
    log,
    frames,
    shop: {
      internalKey,
      passages,
      balancer,
      front,
      language: () => log.state.launch.language,
      welcome: (request, id) => browsers.welcome(request, id),
      lineFor: (actor, request) => browsers.lineFor(actor, request),
      noteCrossSite: (actor, request, id) => browsers.noteCrossSite(actor, request, id),
      forgetCookies: (request, id) => browsers.forgetCookies(request, id),
      causeOfDelay: (instance) => causeOfDelay(log.state, instance),
      onLost: (request) => noteLostRequest(log, secrets.list, request),
      onCached: (request) => noteAnsweredRequest(log, secrets.list, request),
      onPreflight: (request) => noteAnsweredRequest(log, secrets.list, request),
    },
    run: commandsOf(context),
    noteViewers: (count) => {
      viewers = count
    },
    whenRunning: (ms) => instances.whenRunning(ms),
    lessonAddress: () => {
      const [running] = instances.running()
      return running ? { port: running.port, internalKey } : null
    },
    brokenLessons: curriculum.then(({ reading }) => reading.broken),
    async start() {
      database.start()
      const resolved = database.whenResolved(CHILDREN.launchWaitsMs)
      // What takes no looking for is there at once, where a store needs it.
      if (stores.some(({ resource }) => resource === folder.kind)) void folder.acquire().then(() => storeSwitch.noteResources())
      const needed = targets.resourceOf(settings.store)
      if (needed.state.phase === 'idle') void needed.acquire()
      const ready = needed.whenUp(CHILDREN.launchWaitsMs)
      const begun = ready.then(() => {
        const elsewhere = storeSwitch.beginElsewhere()
        instances.launch()
        return elsewhere
      })
      await resolved
      const mongodbUriProblem = log.state.mongo.attempts.find(({ source, outcome }) => source === 'uri' && outcome === 'failed') ?? null
      return { mongodbUriProblem, elsewhere: await begun }
    },
    stop: () => {
      stopping ??= stop()
      return stopping
    },
    stopAtOnce: () => {
      instances.killNow()
      crowd.killNow()
      comparisons.killNow()
      sideBySide.killNow()
      packages.stopAtOnce()
    },
  }
}
