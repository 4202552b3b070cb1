/** A store on trial at its place: starts the processes that have it, and ends them. */
import { CONTRACT } from '../../config.js'
import { CuttableWire } from './cuttable-wire.js'
import { layOut } from './learner-lines.js'
import type { Place, Server } from './place.js'
import type { Opened, StoreForm } from './subject-entry.js'
import { SubjectProcess } from './subject-process.js'

/** What is tried. */
export interface Target {
  /** For people: of its package. */
  readonly name: string
  /** The lines of JavaScript that make it; they end with a `store`, and `session` is there. */
  readonly lines: string
  /** Of the packages that they import. */
  readonly packages: readonly string[]
  /** Its adapter's, for what is tried as the sandbox has it; null: it has none. */
  readonly kind: string | null
  /** How long it may take to write down what it was given, as it says itself, in ms. */
  readonly settleMs: number
}

export type ContractTimes = { readonly [Name in keyof typeof CONTRACT]: number }

/** The store could not be made. */
export class NotOpened extends Error {}

export interface StartOptions {
  readonly form?: StoreForm['form']
  /** To the database server; left out: one that holds. */
  readonly wire?: CuttableWire
  /** How long the making of the store is waited for, in ms; left out: as long as it takes. */
  readonly openWithinMs?: number
}

export class ContractTrial {
  readonly target: Target
  readonly times: ContractTimes
  readonly #place: Place
  readonly #processes = new Set<SubjectProcess>()
  readonly #wires: CuttableWire[] = []
  #isOver = false

  /** @param times how long is waited for what may never come */
  constructor(target: Target, place: Place, times: ContractTimes = CONTRACT) {
    this.target = target
    this.times = times
    this.#place = place
    layOut(place.folder, target.lines, target.packages)
  }

  get hasServer(): boolean {
    return this.#place.server !== null
  }

  /** A wire of its own to the database server, to be cut. Only where there is one. */
  async wire(): Promise<CuttableWire> {
    const wire = new CuttableWire(endOf(this.#server.url))
    this.#wires.push(wire)
    await wire.mend()
    return wire
  }

  /** A process in which nothing has been made yet. */
  launch({ form = 'alone', wire, openWithinMs }: StartOptions = {}): { readonly subject: SubjectProcess; readonly open: () => Promise<Opened> } {
    if (this.#isOver) throw new Error('The trial is over.')
    const { folder, server, address } = this.#place
    const url = server && (wire ? through(server.url, wire.port) : server.url)
    const subject = new SubjectProcess(folder, server && url ? { [server.variable]: url } : {})
    this.#processes.add(subject)
    const { patienceMs, soonMs, afterMs, beforeFirstMs, sweepEveryMs } = this.times
    const how: StoreForm =
      form === 'alone' ? { form } : { form, kind: this.target.kind ?? '', address: server && url ? server.addressOf(url) : address, sweepEveryMs }
    return {
      subject,
      open: () => subject.have((rpc) => rpc.open({ ...how, folder, patienceMs, soonMs, afterMs, beforeFirstMs, openWithinMs: openWithinMs ?? null })),
    }
  }

  /** A process in which the store is open. @throws NotOpened when it cannot be made, SubjectDied when the process ends of it */
  async start(options: StartOptions = {}): Promise<SubjectProcess> {
    const { subject, open } = this.launch(options)
    const opened = await open()
    if (opened.is !== 'open') throw new NotOpened(opened.is === 'refused' ? opened.message : 'never')
    return subject
  }

  async end(subject: SubjectProcess): Promise<void> {
    this.#processes.delete(subject)
    await subject.kill()
  }

  /** Ends all that it started. */
  async close(): Promise<void> {
    this.#isOver = true
    await Promise.all([...this.#processes].map((subject) => this.end(subject)))
    await Promise.all(this.#wires.map((wire) => wire.cut()))
  }

  get #server(): Server {
    if (!this.#place.server) throw new Error('There is no database server to be away.')
    return this.#place.server
  }
}

function endOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

function through(url: string, port: number): string {
  const wired = new URL(url)
  wired.hostname = '127.0.0.1'
  wired.port = String(port)
  return wired.href
}
