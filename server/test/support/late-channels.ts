/**
 * Makes channels slow: what goes over them arrives later, in the order in which it was sent, and nothing is lost. Only the delay is fake; sockets, processes
 * and stores are real.
 */
import { ChildProcess } from 'node:child_process'
import { ClientRequest } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'

/** How long the next thing takes, in ms. */
export type Lateness = () => number

/** As late as this each time. */
export const always =
  (ms: number): Lateness =>
  () =>
    ms

/** Up to that late, another time each time; the same sequence for the same seed. */
export function upTo(ms: number, seed = 1): Lateness {
  let state = seed
  return () => {
    // Park and Miller's generator.
    state = (state * 48_271) % 2_147_483_647
    return (state / 2_147_483_647) * ms
  }
}

/** First in, first out, each at its own time or later. */
export class LateLine {
  readonly #late: Lateness
  readonly #waiting: (() => void)[] = []
  #dueAt = 0

  constructor(late: Lateness) {
    this.#late = late
  }

  send(arrive: () => void): void {
    this.#waiting.push(arrive)
    this.#dueAt = Math.max(this.#dueAt, performance.now() + this.#late())
    setTimeout(() => this.#waiting.shift()?.(), this.#dueAt - performance.now())
  }
}

/** Which of our processes: a part of its entry's path. */
export type ChildEntry = 'lesson-server/entry' | 'simulator/entry' | 'mongo/entry'

const LATE_EVENTS: ReadonlySet<string | symbol> = new Set(['message', 'exit', 'close', 'disconnect'])

/** Whatever such a child tells, its end included, is heard late. @returns ends that */
export function lateChildren(entry: ChildEntry, late: Lateness): () => void {
  const lines = new WeakMap<ChildProcess, LateLine>()
  return replaceEmit(ChildProcess.prototype, (child, event, emit) => {
    if (!LATE_EVENTS.has(event) || !child.spawnargs.some((argument) => argument.includes(entry))) return emit()
    const line = lines.get(child) ?? new LateLine(late)
    lines.set(child, line)
    line.send(emit)
    return true
  })
}

/** The gateway hears the shop's answers late. @returns ends that */
export function lateShop(late: Lateness): () => void {
  return replaceEmit(ClientRequest.prototype, (request, event, emit) => {
    if (event !== 'response' || request.getHeader(INTERNAL_HEADERS.key) === undefined) return emit()
    setTimeout(emit, late())
    return true
  })
}

/** Replaces how objects of a kind emit. @returns puts it back */
function replaceEmit<E extends ChildProcess | ClientRequest>(
  prototype: E,
  replaced: (self: E, event: string | symbol, emit: () => boolean) => boolean,
): () => void {
  const { emit } = prototype
  Object.defineProperty(prototype, 'emit', {
    configurable: true,
    writable: true,
    value(this: E, event: string | symbol, ...parts: unknown[]) {
      return replaced(this, event, () => Reflect.apply(emit, this, [event, ...parts]) as boolean)
    },
  })
  return () => void Reflect.deleteProperty(prototype, 'emit')
}

export interface LateAddress {
  readonly port: number
  close(): Promise<void>
}

/** An address that passes on to another port of this machine, and whose answers come late, those of each connection by themselves. */
export async function lateAddress(port: number, late: Lateness): Promise<LateAddress> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const line = new LateLine(late)
    near.pipe(far)
    far.on('data', (chunk) => line.send(() => near.write(chunk)))
    far.once('close', () => line.send(() => near.destroy()))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.once('close', () => sockets.delete(one))
    }
    near.once('close', () => far.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
