/** Arguments → host. The only file that ends the process. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './paths.js'
import type { Problem } from './protocol/problem.js'
import { describeError, keepSecrets } from './redact.js'
import { type Host, startHost } from './supervisor/host.js'
import { tellBrokenLessons } from './supervisor/launch/broken-lessons.js'
import { DataFolderError } from './supervisor/launch/data-folder.js'
import { PortError } from './supervisor/launch/listen.js'
import { hasDesktop, openBrowser } from './supervisor/launch/open-browser.js'
import { helpText } from './supervisor/launch/options-table.js'
import { hostToOpen, isOwnMachine } from './supervisor/launch/own-machine.js'
import { BadOptionError, givenAddresses, readSettings, type Settings } from './supervisor/launch/settings.js'

import { attemptWords } from './words/attempts.js'
import { spokenLanguage } from './words/spoken-language.mjs'
import { TERMINAL_WORDS, type TerminalWords } from './words/terminal.js'

/** What start.mjs, which owns the signals, gives us of them: see lifetime.mjs. */
export interface Lifetime {
  isUp: boolean
  onEnd(ender: { stop(error: unknown): Promise<void>; stopAtOnce(): void; slow?(): void }): () => void
}

/** Runs the sandbox until it is stopped. Called by start.mjs in the process that `npm start` made, so that signals reach it. */
export async function main(argv: readonly string[], lifetime: Lifetime): Promise<void> {
  for (const address of givenAddresses(argv, process.env)) keepSecrets(address)
  try {
    const version = String((JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version?: unknown }).version)
    const request = readSettings(argv, process.env)
    if (request.kind === 'help') console.log(helpText(version, request.language))
    else if (request.kind === 'version') console.log(version)
    else await run(request.settings, version, lifetime)
  } catch (error) {
    const expected = error instanceof BadOptionError || error instanceof PortError
    console.error(expected ? error.message : TERMINAL_WORDS[spokenLanguage(argv, process.env)].notStarted(describeError(error)))
    process.exit(expected ? 2 : 1)
  }
}

async function run(settings: Settings, version: string, lifetime: Lifetime): Promise<void> {
  const say = TERMINAL_WORDS[settings.language]
  let host: Host | null = null
  const isOwn = isOwnMachine(settings.host)
  if (!isOwn) console.log(say.exposed(settings.host))
  const calledOff = new AbortController()
  const starting = startHost(settings, version, calledOff.signal).catch((error) => {
    throw error instanceof DataFolderError ? new BadOptionError(say.noFolder(error)) : error
  })
  lifetime.onEnd({
    async stop(error) {
      calledOff.abort()
      console.error(error === undefined ? `\n${say.stopping}` : say.defect(describeError(error)))
      if (error instanceof Error && process.env.DEBUG) console.error(error.stack)
      await (await starting).stop()
      if (error === undefined) console.error(say.stopped)
    },
    stopAtOnce: () => host?.stopAtOnce(),
    slow: () => console.error(say.slowStop),
  })
  host = await starting
  // It is being stopped, and has nothing to say of itself.
  if (calledOff.signal.aborted) return
  lifetime.isUp = true

  const { dashboardPort, shopPort, dataFolder, token } = host
  for (const [wanted, got] of [
    [settings.dashboardPort, dashboardPort],
    [settings.shopPort, shopPort],
  ] as const) {
    if (wanted !== 0 && wanted !== got) console.log(say.portTaken(wanted, got))
  }
  if (dataFolder.problem !== null) console.log(say.folder(settings.dataFolder, dataFolder.problem, dataFolder.path))
  const aboutSecret = say.newSecret[dataFolder.secret.origin]?.(dataFolder.secret.path)
  if (aboutSecret) console.log(aboutSecret)
  const shown = hostToOpen(settings.host)
  // Behind the #, it reaches neither a server's log nor another site.
  const dashboardUrl = `http://${shown}:${dashboardPort}${isOwn ? '' : `/#token=${token}`}`
  console.log(say.ready({ dashboardUrl, shopUrl: `http://${shown}:${shopPort}`, token, tokenPath: join(dataFolder.path, 'token') }))
  for (const line of tellBrokenLessons(await host.brokenLessons, say)) console.log(line)
  void host.begun.then(({ mongodbUriProblem: attempt, elsewhere }) => {
    if (attempt !== null) console.log(say.mongodbUri(attemptWords(attempt, settings.language)))
    if (elsewhere !== null) console.log(startsElsewhere(elsewhere, say))
  })
  if (settings.open && hasDesktop(process.env, process.platform, process.stdout.isTTY === true))
    await openBrowser(isOwn ? dashboardUrl : dataFolder.keepWayIn(dashboardUrl))
}

/** @param why what was refused: `ask-first`, `package-missing` */
function startsElsewhere({ code, params: { place = '', collection = place, package: name = '', command = '' } }: Problem, say: TerminalWords): string {
  return code === 'ask-first' ? say.askFirst(String(place), String(collection)) : say.packageMissing(String(name), String(command))
}
