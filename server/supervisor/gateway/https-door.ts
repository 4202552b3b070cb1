/** The shop's second address, which ends TLS: what comes in there goes the way of every other request, over plain HTTP. There is none until it is opened. */

import type { RequestListener } from 'node:http'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import { GATEWAY } from '../../config.js'
import { codeOf } from '../../own-files.js'
import type { HttpsAddress } from '../../protocol/https.js'
import { said, why } from '../../protocol/why.js'
import { within } from '../../within.js'
import { listenOnFreePort, PortError } from '../launch/listen.js'
import { AllowedHosts } from './allowed-hosts.js'
import { httpsFailed, isValid, makeCertificate, type SandboxCertificate } from './certificate.js'

export interface HttpsDoorParts {
  readonly listener: RequestListener
  readonly options: ServerOptions
  /** Puts around a new server what the other one has. */
  prepare(server: Server): void
  /** The port of the other address: this one is looked for at a distance from it. */
  port(): number
  readonly makeCertificate?: typeof makeCertificate
}

/** Loopback only, whatever the other address listens on: its certificate is for the names of this machine. */
const HOST = '127.0.0.1'

interface Opened {
  readonly server: Server
  /** Below TLS, since the HTTP side knows nobody whose handshake is not over. */
  readonly sockets: ReadonlySet<Socket>
  readonly hosts: AllowedHosts
  readonly address: HttpsAddress
  readonly renewal: NodeJS.Timeout
}

export class HttpsDoor {
  readonly #parts: HttpsDoorParts
  #opened: Opened | null = null
  /** Not used yet. */
  #making: Promise<SandboxCertificate> | null = null
  #closings = 0

  constructor(parts: HttpsDoorParts) {
    this.#parts = parts
  }

  /** Which hosts it answers to; null while it is closed. */
  get hosts(): AllowedHosts | null {
    return this.#opened?.hosts ?? null
  }

  /**
   * Listens with a new certificate, at a free port of this machine's own interface.
   *
   * @param onRenewed another certificate had to be made meanwhile, since the time of the first was over
   * @throws ProblemError `https-failed`, also where it is closed meanwhile, or its keys are not made in time; then nothing listens
   */
  async open(onRenewed: (address: HttpsAddress) => void): Promise<HttpsAddress> {
    if (this.#opened !== null) return this.#opened.address
    const closings = this.#closings
    const made = await this.#madeInTime()
    const { options, listener, prepare } = this.#parts
    const server = createServer({ ...options, cert: made.certificate, key: made.key }, listener)
    prepare(server)
    const sockets = socketsOf(server)
    const port = await this.#listen(server)
    if (this.#closings !== closings) {
      await closeAll(server, sockets)
      throw httpsFailed(said('it was closed before it was open.'))
    }
    const renewal = setInterval(() => void this.#renew(onRenewed), GATEWAY.certificate.lookMs).unref()
    this.#opened = { server, sockets, hosts: new AllowedHosts(HOST, port), address: addressOf(port, made), renewal }
    return this.#opened.address
  }

  /** Whoever is connected is cut off. */
  async close(): Promise<void> {
    this.#closings += 1
    const opened = this.#opened
    this.#opened = null
    if (opened === null) return
    clearInterval(opened.renewal)
    await closeAll(opened.server, opened.sockets)
  }

  #make(): Promise<SandboxCertificate> {
    return (this.#parts.makeCertificate ?? makeCertificate)()
  }

  /** What takes too long is made all the same, for whoever asks next. */
  async #madeInTime(): Promise<SandboxCertificate> {
    const making = this.#making ?? this.#make()
    this.#making = making
    const isOver = () => {
      if (this.#making === making) this.#making = null
    }
    making.catch(isOver)
    const made = await within(making, GATEWAY.certificate.makeWithinMs, () =>
      httpsFailed(
        why('keys-slow', {}, 'this machine is so busy that the keys of the certificate are not made yet. They are being made; try again in a moment.'),
      ),
    )
    isOver()
    return isValid(made) ? made : await this.#make()
  }

  async #listen(server: Server): Promise<number> {
    const wanted = this.#parts.port() + GATEWAY.httpsPortAbove
    try {
      return await listenOnFreePort(server, HOST, wanted > GATEWAY.lastPort ? 0 : wanted, 'shop-port')
    } catch (error) {
      // Among the ports above there may be none, and elsewhere some all the same.
      if (error instanceof PortError) return await listenOnFreePort(server, HOST, 0, 'shop-port').catch((again) => Promise.reject(noPort(again)))
      throw noPort(error)
    }
  }

  /** One that has expired, or is not valid yet since the clock was set, is replaced in place; where none can be made, browsers say so, and it is tried again. */
  async #renew(onRenewed: (address: HttpsAddress) => void): Promise<void> {
    const opened = this.#opened
    if (opened === null || isValid(opened.address)) return
    const made = await this.#make().catch(() => null)
    if (made === null || this.#opened !== opened) return
    opened.server.setSecureContext({ cert: made.certificate, key: made.key })
    this.#opened = { ...opened, address: addressOf(opened.address.port, made) }
    onRenewed(this.#opened.address)
  }
}

function socketsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

async function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  for (const socket of sockets) socket.destroy()
  await closed
}

function addressOf(port: number, { authority, fingerprint, validFrom, validUntil }: SandboxCertificate): HttpsAddress {
  return { port, authority, fingerprint, validFrom, validUntil }
}

function noPort(error: unknown) {
  const detail = error instanceof PortError ? '' : codeOf(error)
  return httpsFailed(
    why(
      'no-port',
      { detail },
      'no port of this machine could be taken for it. Close a program that holds many ports, or restart Sessionscope with another --shop-port.',
    ),
  )
}
