/** A wire to a database server that can be cut: for who is at its end, the server is away. The server itself runs on. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export class CuttableWire {
  readonly #sockets = new Set<Socket>()
  readonly #to: { readonly host: string; readonly port: number }
  #server: Server | null = null
  #port = 0

  constructor(to: { readonly host: string; readonly port: number }) {
    this.#to = to
  }

  /** Of 127.0.0.1; it stays the same. */
  get port(): number {
    return this.#port
  }

  /** @throws Error when its port is somebody else's meanwhile */
  async mend(): Promise<void> {
    if (this.#server) return
    const server = createServer((near) => {
      const far = connect(this.#to)
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket)
        socket.setNoDelay(true)
        socket.on('error', () => other.destroy())
        socket.once('close', () => {
          this.#sockets.delete(socket)
          other.destroy()
        })
      }
      near.pipe(far)
      far.pipe(near)
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address !== null && typeof address === 'object') this.#port = address.port
    this.#server = server
  }

  /** Connections end without a word, and no new ones are taken. */
  async cut(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    const closed = once(server, 'close')
    server.close()
    // As the system closes what a process had that was killed.
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}
