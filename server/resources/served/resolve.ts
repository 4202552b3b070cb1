/** Finds a database server: the sources in order, the first that serves wins. */
import { join } from 'node:path'
import { SERVED } from '../../config.js'
import { whyNotWritable } from '../../own-files.js'
import type { ServedOrder } from '../../protocol/ipc.js'
import { ProblemError } from '../../protocol/problem.js'
import { SERVED_SOURCES, type ServedSource } from '../../protocol/served-kinds.js'
import { why } from '../../protocol/why.js'
import { within } from '../../within.js'
import type { OwnedProcess } from '../owned-process.js'
import { type Choice, type Found, firstThatServes, type Refused } from '../sources.js'
import { readServedAddress } from './address.js'
import type { ServedDatabase } from './database.js'
import { SERVED_FACTS, type ServedFacts } from './facts.js'
import { findProgram } from './find-program.js'
import { found, refused, whyNoAnswer, wordsOf } from './refusals.js'
import { runEmbedded } from './run-embedded.js'

/** A server that answers. */
export interface OpenServer extends Found {
  readonly source: ServedSource
  /** The real address, credentials included. */
  readonly url: string
  readonly version: string
  readonly shown: string
  readonly place: string
  /** The process behind it where we started it; null for one that was there before. */
  readonly owned: OwnedProcess | null
}

/** Where one is looked for. */
export interface Search {
  readonly order: ServedOrder
  readonly facts: ServedFacts
  readonly database: ServedDatabase
  /** Aborted: what is being started is ended again, and nothing more is started. */
  readonly calledOff: AbortSignal
}

type Answer = OpenServer | Refused

/** @param current one that runs here already; when its turn comes it is kept instead of being started a second time */
export function resolveServer(search: Search, current: OpenServer | null): Promise<Choice<ServedSource, OpenServer>> {
  const ask: Readonly<Record<ServedSource, (search: Search) => Promise<Answer>>> = {
    given: openGiven,
    'usual-port': openUsualPort,
    program: openProgram,
    embedded: openEmbedded,
  }
  return firstThatServes<ServedSource, OpenServer>(
    SERVED_SOURCES,
    (source) => {
      if (current?.source === source && current.owned !== null) return current
      if (search.order.onlyOwn && (source === 'given' || source === 'usual-port')) return notAsked()
      return ask[source](search)
    },
    search.calledOff,
  )
}

function notAsked(): Refused {
  return refused(
    why('served-only-own', {}, 'Not tried: one that the sandbox runs is in use, and another one may hold somebody’s data. Switch to another store first.'),
    'not-set',
  )
}

async function openGiven({ order, facts, database }: Search): Promise<Answer> {
  const { form } = facts
  const { variable = facts.variable } = order
  const url = order.url?.trim()
  if (!url)
    return refused(why('served-not-set', { variable }, `${variable} is not set. Set it to the address of a ${facts.label} that should be used.`), 'not-set')
  const read = readServedAddress(url, database.schemes, facts.usualPort)
  if (!read.ok && isOthers(url, variable)) {
    const message = `${variable} holds the address of another kind of database, and not of a ${facts.label}.`
    return refused(why('served-of-another', { variable, label: facts.label }, message), 'not-set')
  }
  if (!read.ok) {
    const message = `${variable} holds no address that can be read: it should look like ${form}, with @ / ? # % and : of a password percent-encoded.`
    return refused(why('served-malformed', { variable, form }, message))
  }
  try {
    const version = await askVersion(database, url, SERVED.givenProbeMs)
    return { source: 'given', ...found('served-given', { variable }, `${read.shown} (${variable}) answers.`), ...read, url, version, owned: null }
  } catch (error) {
    // Not shown by name: where nobody was found, what looks like a host may be a part of a password.
    return refused(whyNoAnswer(error, facts, database, `the host of ${variable}`, SERVED.givenProbeMs))
  }
}

/** Several kinds of databases are given in the same variable. */
function isOthers(url: string, variable: string): boolean {
  const also = Object.values(SERVED_FACTS).flatMap(({ alsoIn = [] }) => alsoIn)
  return also.some((other) => other.variable === variable && other.schemes?.some((scheme) => url.startsWith(`${scheme}://`)))
}

async function openUsualPort({ facts, database }: Search): Promise<Answer> {
  const url = database.usualUrl
  const place = `127.0.0.1:${facts.usualPort}`
  try {
    const version = await askVersion(database, url, SERVED.localProbeMs)
    return {
      source: 'usual-port',
      ...found('served-answers', { place }, `${place} answers.`),
      url,
      shown: shownOf(url, database, facts),
      place,
      version,
      owned: null,
    }
  } catch (error) {
    return refused(whyNoAnswer(error, facts, database, place, SERVED.localProbeMs))
  }
}

async function openProgram({ order, facts, database, calledOff }: Search): Promise<Answer> {
  const { program } = database
  const path = program === null ? null : findProgram(program.names, program.folders())
  if (program === null || path === null) {
    const programs = program?.names.join(', ') ?? facts.label
    return refused(why('served-no-program', { programs }, `There is no such program on this machine: ${programs}. ${facts.toGetOne}`))
  }
  const folder = join(order.dataFolder, order.kind)
  const unwritable = whyNotWritable(folder)
  if (unwritable !== null) return refusedFolder(folder, unwritable)
  let owned: OwnedProcess | undefined
  try {
    const started = await program.start(path, folder, calledOff)
    if ('outcome' in started) return started
    owned = started.owned
    const version = await askVersion(database, started.url, SERVED.givenProbeMs)
    const { apart } = started
    const how =
      apart === undefined
        ? found('served-runs', { path }, `${path} runs on a port of its own.`)
        : found(
            'served-runs-apart',
            { path, ...apart },
            `${path} refuses to run as root, so it runs as ${apart.account}, with its data in ${apart.folder}, which goes when Sessionscope ends.`,
          )
    return { source: 'program', ...how, url: started.url, ...placeOf(started.url, database, facts), version, owned }
  } catch (error) {
    await owned?.stop().catch(() => undefined)
    const words = wordsOf(error)
    return refused(why('served-program-failed', { path, words }, `${path} did not start: ${words}`))
  }
}

async function openEmbedded({ order, facts, database }: Search): Promise<Answer> {
  const { embedded } = database
  const { label } = facts
  if (embedded === null) return refused(why('served-no-embedded', { label }, `Nothing can stand in for a ${label} here. ${facts.toGetOne}`))
  const folder = join(order.dataFolder, `${order.kind}-embedded`)
  const unwritable = whyNotWritable(folder)
  try {
    const { owned, url } = await runEmbedded(embedded, unwritable === null ? folder : null)
    const how =
      unwritable === null
        ? found('served-embedded-runs', {}, 'The embedded server runs, in a process of its own.')
        : found(
            'served-embedded-in-memory',
            { folder },
            `The embedded server runs, but in memory only: ${folder} cannot be used (${unwritable}). What is stored is lost when it ends.`,
          )
    return { source: 'embedded', ...how, url, ...placeOf(url, database, facts), version: embedded.version, owned }
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'package-missing') {
      const name = String(error.problem.params.package)
      return refused(why('served-package-missing', { package: name }, `The embedded server needs ${name}, which is not installed.`))
    }
    const words = wordsOf(error)
    return refused(why('served-embedded-failed', { words }, `The embedded server did not start: ${words}`))
  }
}

function refusedFolder(folder: string, words: string): Refused {
  return refused(
    why('served-folder', { folder, words }, `The folder for its data, ${folder}, cannot be used: ${words}. Make room there, or choose another data folder.`),
  )
}

async function askVersion({ connect }: ServedDatabase, url: string, timeoutMs: number): Promise<string> {
  const opening = connect(url, timeoutMs)
  try {
    const { version } = await within(opening, timeoutMs)
    return version
  } finally {
    void opening.then((connection) => connection.close()).catch(() => undefined)
  }
}

function placeOf(url: string, database: ServedDatabase, facts: ServedFacts): { readonly shown: string; readonly place: string } {
  const read = readServedAddress(url, database.schemes, facts.usualPort)
  if (!read.ok) throw new Error('The address of a server that was started here cannot be read.')
  return read
}

function shownOf(url: string, database: ServedDatabase, facts: ServedFacts): string {
  return placeOf(url, database, facts).shown
}
