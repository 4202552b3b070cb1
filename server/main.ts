/** Arguments → supervisor. The only file that ends the process. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import closeWithGrace from 'close-with-grace'
import { SETTINGS } from './config.js'
import { projectRoot } from './paths.js'
import { describeError } from './redact.js'
import { tellBrokenLessons } from './supervisor/launch/broken-lessons.js'
import { PortError } from './supervisor/launch/listen.js'
import { messages } from './supervisor/launch/messages.js'
import { hasDesktop, openBrowser } from './supervisor/launch/open-browser.js'
import { helpText } from './supervisor/launch/options-table.js'
import { BadOptionError, readSettings, type Settings } from './supervisor/launch/settings.js'
import { type Supervisor, startSupervisor } from './supervisor/supervisor.js'

/** From the first signal until whatever is left is ended by force. */
const STOP_WITHIN_MS = 8_000
const PARENT_WATCH_MS = 250

/** Runs the sandbox until it is stopped. Called by start.mjs in the process that `npm start` made, so that signals reach it. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const version = String((JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version?: unknown }).version)
    const request = readSettings(argv, process.env)
    if (request.kind === 'help') console.log(helpText(version, request.language))
    else if (request.kind === 'version') console.log(version)
    else await run(request.settings, version)
  } catch (error) {
    const expected = error instanceof BadOptionError || error instanceof PortError
    console.error(expected ? error.message : `Sessionscope could not start: ${describeError(error)}`)
    process.exit(expected ? 2 : 1)
  }
}

/**
 * npm hands a SIGTERM to the shell between it and us, and most shells keep it to themselves. Our parent is gone then, and another process has taken
 * its place. (After a `kill -9` of npm that shell lives on, and so do we: nothing tells us.)
 */
function whenParentEnds(close: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    close()
  }, PARENT_WATCH_MS).unref()
}

async function run(settings: Settings, version: string): Promise<void> {
  const say = messages(settings.language)
  let supervisor: Supervisor | null = null
  // A terminal that was closed cannot be written to; that is no reason to die before the children are stopped.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  const starting = startSupervisor(settings, version)
  const { close } = closeWithGrace(
    {
      delay: STOP_WITHIN_MS,
      logger: false,
      onTimeout: () => {
        console.error(say.slowStop)
        supervisor?.stopAtOnce()
      },
      onSecondSignal: () => supervisor?.stopAtOnce(),
      onSecondError: () => supervisor?.stopAtOnce(),
    },
    async ({ err }) => {
      console.error(err ? say.defect(describeError(err)) : `\n${say.stopping}`)
      if (err instanceof Error && process.env.DEBUG) console.error(err.stack)
      await (await starting).stop()
      if (!err) console.error(say.stopped)
    },
  )
  if (process.env.npm_lifecycle_event) whenParentEnds(close)
  supervisor = await starting

  const { dashboardPort, shopPort, dataFolder, token } = supervisor
  for (const [wanted, got] of [
    [settings.dashboardPort, dashboardPort],
    [settings.shopPort, shopPort],
  ] as const) {
    if (wanted !== 0 && wanted !== got) console.log(say.portTaken(wanted, got))
  }
  if (dataFolder.problem !== null) console.log(say.folder(settings.dataFolder, dataFolder.problem, dataFolder.path))
  if (!['127.0.0.1', 'localhost', '::1', SETTINGS.host].includes(settings.host)) console.log(say.exposed(settings.host))
  const shown = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(settings.host) ? 'localhost' : settings.host
  const dashboardUrl = `http://${shown}:${dashboardPort}`
  console.log(say.ready({ dashboardUrl, shopUrl: `http://${shown}:${shopPort}`, token, tokenPath: join(dataFolder.path, 'token') }))
  for (const line of tellBrokenLessons(await supervisor.brokenLessons, say)) console.log(line)
  void supervisor.mongodbUriProblem.then((reason) => reason !== null && console.log(say.mongodbUri(reason)))
  if (settings.open && hasDesktop(process.env, process.platform, process.stdout.isTTY === true)) await openBrowser(dashboardUrl)
}
