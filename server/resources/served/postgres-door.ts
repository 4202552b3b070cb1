/** Asks whoever comes for a password, as PostgreSQL does, and then lets them through to a server that asks for none. */
import { timingSafeEqual } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Codes of first messages (PostgreSQL manual, "Message Formats": SSLRequest, GSSENCRequest, CancelRequest). */
const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104
const CANCEL_REQUEST = 80_877_102
/** AuthenticationCleartextPassword: what is said stays on this machine. */
const ASK = Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 3])
/** Of a first message or a password. Longer ones are nobody's. */
const MAX_BYTES = 10_000
const PATIENCE_MS = 10_000

/** @param path the socket of the server behind it */
export function postgresDoor(path: string, password: string): Server {
  return createServer({ noDelay: true }, (client) => {
    client.on('error', () => client.destroy())
    client.setTimeout(PATIENCE_MS, () => client.destroy())
    let incoming: Buffer = Buffer.alloc(0)
    let startup: Buffer | null = null
    const listen = (chunk: Buffer) => {
      incoming = Buffer.concat([incoming, chunk])
      for (;;) {
        const kindBytes = startup === null ? 0 : 1
        if (incoming.length < kindBytes + 4) return
        const length = kindBytes + incoming.readInt32BE(kindBytes)
        if (length < kindBytes + 4 || length > MAX_BYTES) return void client.destroy()
        if (incoming.length < length) return
        const message = incoming.subarray(0, length)
        incoming = incoming.subarray(length)
        if (startup !== null) {
          client.off('data', listen)
          if (isPassword(message, password)) letThrough(client, path, startup, incoming)
          else client.end(refusal('28P01', 'password authentication failed'))
          return
        }
        const code = length < 8 ? 0 : message.readInt32BE(4)
        // Queries are short here: there is nothing to cancel.
        if (code === CANCEL_REQUEST) return void client.destroy()
        if (code === SSL_REQUEST || code === GSS_REQUEST) client.write('N')
        else {
          startup = message
          client.write(ASK)
        }
      }
    }
    client.on('data', listen)
  })
}

/** PasswordMessage: `p`, length, the text and a zero. */
function isPassword(message: Buffer, password: string): boolean {
  const given = message.subarray(5, -1)
  const wanted = Buffer.from(password)
  return message[0] === 0x70 && given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** The server behind answers the first message by itself, with its own welcome. */
function letThrough(client: Socket, path: string, startup: Buffer, rest: Buffer): void {
  client.setTimeout(0)
  const server = connect(path)
  server.on('error', () => client.destroy())
  server.write(Buffer.concat([startup, rest]))
  client.pipe(server)
  server.pipe(client)
  client.once('close', () => server.destroy())
  server.once('close', () => client.destroy())
}

function refusal(code: string, words: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${words}\0\0`)
  const length = Buffer.alloc(4)
  length.writeInt32BE(fields.length + 4)
  return Buffer.concat([Buffer.from('E'), length, fields])
}
