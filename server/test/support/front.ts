/** Stands in front of a server, so that what becomes of it can be chosen: it is away, says nothing, refuses, or speaks of something else, and is back. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface Front {
  readonly port: number
  /** Who was connected is cut off; from now on nobody listens. */
  away(): Promise<void>
  /** Connections stay and are taken, and nothing is answered any more: as of a process that was stopped. */
  silent(): void
  /** Who was connected is cut off; whoever connects is told this: at once, or once it has said something. */
  says(words: Buffer | string, when: 'at-once' | 'asked'): void
  /** As it was. */
  back(): Promise<void>
  close(): void
}

/** @param port of 127.0.0.1, what stands behind it */
export async function frontOf(port: number): Promise<Front> {
  const open = new Set<Socket>()
  let mode: 'through' | 'silent' | { readonly words: Buffer | string; readonly when: 'at-once' | 'asked' } = 'through'
  let held: (() => void)[] = []

  const keep = (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
    return socket
  }
  const through = (client: Socket) => {
    const server = keep(connect(port, '127.0.0.1'))
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk) => {
        // Whatever comes meanwhile is answered afterwards, as by a process that goes on.
        if (mode === 'silent') held.push(() => to.write(chunk))
        else to.write(chunk)
      })
      from.once('close', () => to.destroy())
    }
  }
  const server: Server = createServer((client) => {
    keep(client)
    if (mode === 'through') return through(client)
    if (mode === 'silent') return void held.push(() => !client.destroyed && through(client))
    const { words, when } = mode
    if (when === 'at-once') client.end(words)
    else client.once('data', () => client.end(words))
  })
  const listen = async (wanted: number) => {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  const cutOff = () => {
    for (const socket of open) socket.destroy()
    held = []
  }
  const own = await listen(0)
  return {
    port: own,
    async away() {
      const closed = once(server, 'close')
      server.close()
      cutOff()
      await closed
    },
    silent() {
      mode = 'silent'
    },
    says(words, when) {
      mode = { words, when }
      cutOff()
    },
    async back() {
      const wasSilent = mode === 'silent'
      mode = 'through'
      const late = held
      if (wasSilent) for (const each of late) each()
      else cutOff()
      held = []
      if (!server.listening) await listen(own)
    },
    close() {
      server.close()
      cutOff()
    },
  }
}
