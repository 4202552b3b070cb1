/** What stands around a sandbox: ports, HTTP, sockets, tokens, the data folder. One host holds one sandbox; everything of a launch is keyed by its shop port. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { LESSON_SERVER, MONGO, SERVED, SETTINGS } from '../config.js'
import type { BrokenLesson } from '../protocol/lessons.js'
import type { StoreDescription } from '../protocol/stores.js'
import { PACKAGES_VARIABLE } from '../stores/packages.js'
import { OPTION_WORDS } from '../words/options.js'
import { DashboardServer } from './dashboard/dashboard-server.js'
import { AllowedHosts } from './gateway/allowed-hosts.js'
import { lineThatAllows } from './gateway/forwarded-hosts.js'
import { Gateway } from './gateway/gateway.js'
import { type DataFolder, openDataFolder } from './launch/data-folder.js'
import { listenOnFreePort } from './launch/listen.js'
import { inUrl, isOwnMachine } from './launch/own-machine.js'
import { asGiven, BadOptionError, type Settings } from './launch/settings.js'
import { OTHER_SITE_HOST, OtherSite } from './other-site/other-site.js'
import { type Begun, createSandbox, type Sandbox } from './sandbox.js'
import { describeStores } from './store-list.js'

export interface Host {
  readonly dashboardPort: number
  readonly shopPort: number
  readonly token: string
  readonly dataFolder: DataFolder
  /** The lesson server itself, behind the gateway, and the key that it asks for; null while it does not listen. For the benchmark, which measures it alone. */
  lessonAddress(): { readonly port: number; readonly internalKey: string } | null
  /** What somebody at the terminal should know of its store, once it is known. */
  readonly begun: Promise<Begun>
  /** Lessons that cannot be used, once all have been read. */
  readonly brokenLessons: Promise<readonly BrokenLesson[]>
  /** Stops everything that was started. Idempotent. */
  stop(): Promise<void>
  /** Ends what can be ended without waiting: the database process sees that we are gone, and tidies up by itself. */
  stopAtOnce(): void
}

/** What a launch takes before there is a sandbox: both ports, behind closed doors, and the folder that belongs to the shop's. */
interface Premises {
  readonly gateway: Gateway
  readonly dashboard: DashboardServer
  readonly otherSite: OtherSite
  /** null: no port could be taken, and the launch goes on without. */
  readonly otherSitePort: number | null
  readonly shopPort: number
  readonly dashboardPort: number
  readonly dataFolder: DataFolder
}

/**
 * Starts a launch. Answers as soon as the page and the shop's address can be used; the sandbox's children come up meanwhile.
 *
 * @param calledOff aborted: it is to be stopped at once, so no child is started any more
 * @throws BadOptionError, PortError, DataFolderError: before anything was started
 */
export async function startHost(settings: Settings, version: string, calledOff?: AbortSignal): Promise<Host> {
  const stores = describeStores()
  const kinds = stores.map(({ kind }) => kind)
  if (!kinds.includes(settings.store)) throw new BadOptionError(OPTION_WORDS[settings.language].notStore(kinds, asGiven(settings.store)))
  const premises = await takePremises(settings)
  const { gateway, dashboard, otherSite, dashboardPort, shopPort, dataFolder } = premises
  // For this process and all of its children. It belongs to all launches on this folder, and what is there can be read where nothing can be written.
  process.env[PACKAGES_VARIABLE] = join(settings.dataFolder, 'packages')
  const sandbox = sandboxOf(settings, version, stores, premises)
  const token = randomBytes(16).toString('hex')
  openDoors(settings, premises, sandbox, token)
  dataFolder.keepToken(token)
  const begun = calledOff?.aborted === true ? Promise.resolve({ mongodbUriProblem: null, elsewhere: null }) : sandbox.start()

  let stopping: Promise<void> | null = null
  async function stop(): Promise<void> {
    await Promise.all([dashboard.close(), gateway.close(), otherSite.close()])
    await sandbox.stop()
    dataFolder.close()
  }
  return {
    dashboardPort,
    shopPort,
    token,
    dataFolder,
    begun,
    brokenLessons: sandbox.brokenLessons,
    lessonAddress: () => sandbox.lessonAddress(),
    stop: () => {
      stopping ??= stop()
      return stopping
    },
    stopAtOnce: () => {
      sandbox.stopAtOnce()
      dataFolder.close()
    },
  }
}

/** @throws PortError, DataFolderError; what listens already is closed again */
async function takePremises({ host, language, shopPort: wantedShopPort, dashboardPort: wantedPort, dataFolder: base }: Settings): Promise<Premises> {
  const words = OPTION_WORDS[language]
  const gateway = new Gateway(language)
  const dashboard = new DashboardServer()
  const otherSite = new OtherSite()
  const shopPort = await listenOnFreePort(gateway.server, host, wantedShopPort, 'shop-port', words)
  try {
    const dashboardPort = await listenOnFreePort(dashboard.server, host, wantedPort, 'port', words)
    const otherSitePort = await listenOnFreePort(otherSite.server, OTHER_SITE_HOST, 0, 'port', words).catch(() => null)
    return { gateway, dashboard, otherSite, shopPort, dashboardPort, otherSitePort, dataFolder: openDataFolder(base, shopPort) }
  } catch (error) {
    await Promise.all([gateway.close(), dashboard.close(), otherSite.close()])
    throw error
  }
}

function sandboxOf(
  settings: Settings,
  version: string,
  stores: readonly StoreDescription[],
  { gateway, dashboardPort, shopPort, otherSitePort, dataFolder }: Premises,
): Sandbox {
  const isDefaultShop = shopPort === SETTINGS.shopPort
  const gatewayHost = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host
  return createSandbox({
    settings,
    launch: { version, dashboardPort, shopPort, otherSitePort, language: settings.language, dataFolder: dataFolder.path },
    stores,
    shop: {
      connectTo: `http://${inUrl(gatewayHost)}:${shopPort}`,
      origin: `http://localhost:${shopPort}`,
      // Virtual browsers need no page there: that it would be another site is all that counts.
      otherSite: otherSitePort === null ? 'http://other-site.localhost' : `http://${OTHER_SITE_HOST}:${otherSitePort}`,
    },
    secret: dataFolder.secret,
    cookieName: isDefaultShop ? LESSON_SERVER.cookieName : `${LESSON_SERVER.cookieName}.${shopPort}`,
    space: isDefaultShop ? SERVED.space : `${SERVED.space}_${shopPort}`,
    https: gateway.https,
    collection: isDefaultShop ? MONGO.collection : `${MONGO.collection}_${shopPort}`,
  })
}

function openDoors(
  settings: Settings,
  { gateway, dashboard, otherSite, otherSitePort, dashboardPort, shopPort }: Premises,
  sandbox: Sandbox,
  token: string,
): void {
  const { allowedHosts, shopUrl, host: listensOn } = settings
  const hosts = new AllowedHosts(listensOn, dashboardPort, allowedHosts)
  const shopHosts = new AllowedHosts(listensOn, shopPort, shopUrl === null ? allowedHosts : [...allowedHosts, new URL(shopUrl).host])
  const ports = { dashboardPort, shopPort }
  const otherHosts = otherSitePort === null ? null : new AllowedHosts(OTHER_SITE_HOST, otherSitePort)
  gateway.open({ hosts: shopHosts, dashboard: hosts, otherSite: otherHosts, lineThatAllows: (host) => lineThatAllows(host, 'shop', ports) }, sandbox.shop)
  if (otherSitePort !== null) otherSite.open({ port: otherSitePort, shopPort, language: () => sandbox.log.state.launch.language })
  dashboard.open({
    frames: sandbox.frames,
    token,
    tokenInPage: isOwnMachine(listensOn),
    hosts,
    shopHosts,
    shopUrl,
    lineThatAllows: (host) => lineThatAllows(host, 'dashboard', ports),
    language: () => sandbox.log.state.launch.language,
    snapshot: () => sandbox.frames.snapshot(),
    history: () => sandbox.frames.history(),
    run: (command) => sandbox.run(command),
    onViewers: (count) => sandbox.noteViewers(count),
  })
}
