/** A dashboard as the server sees one: a socket that is sent everything. */
import { io, type Socket } from 'socket.io-client'
import type { ResultOf } from '../protocol/command-results.js'
import type { Command } from '../protocol/commands.js'
import { type ClientToServerEvents, type HandshakeAuth, PROTOCOL_VERSION, type ServerToClientEvents } from '../protocol/dashboard.js'
import { type Result, unwrap } from '../protocol/problem.js'
import type { Snapshot } from '../protocol/state.js'

export interface Dashboard {
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>
  /** The state on connecting. */
  readonly snapshot: Snapshot
  /** @throws Error with the problem's own words */
  command<T extends Command>(command: T): Promise<ResultOf<T['type']>>
}

/** Connects, and waits for the snapshot. @throws Error when it is refused */
export async function openDashboard(port: number, token: string): Promise<Dashboard> {
  const origin = `http://localhost:${port}`
  const auth: HandshakeAuth = { token, protocol: PROTOCOL_VERSION }
  const socket: Dashboard['socket'] = io(origin, { transports: ['websocket'], auth, extraHeaders: { origin }, reconnection: false, forceNew: true })
  const snapshot = await new Promise<Snapshot>((resolve, reject) => {
    socket.once('snapshot', resolve)
    socket.once('connect_error', (error) => {
      socket.disconnect()
      reject(error)
    })
  })
  return {
    socket,
    snapshot,
    async command(command) {
      const result: Result<unknown> = await socket.timeout(60_000).emitWithAck('command', command)
      return unwrap(result) as ResultOf<(typeof command)['type']>
    },
  }
}
