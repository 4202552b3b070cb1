/** A second look at a port whose answer the driver could make nothing of: it says no more than "closed" or "timed out". */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface Place {
  readonly host: string
  readonly port: number
}

function whether(socket: Socket, event: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once(event, () => done(true))
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
    socket.setTimeout(timeoutMs, () => done(false))
  })
}

/** Does anything accept a TCP connection there? */
export function accepts({ host, port }: Place, timeoutMs: number): Promise<boolean> {
  return whether(connect({ host, port }), 'connect', timeoutMs)
}

/** Does it speak TLS? Whose certificate it shows does not matter, since nothing is sent. */
export function speaksTls({ host, port }: Place, timeoutMs: number): Promise<boolean> {
  return whether(connectTls({ host, port, rejectUnauthorized: false }), 'secureConnect', timeoutMs)
}
