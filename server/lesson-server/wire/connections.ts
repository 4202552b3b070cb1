/**
 * The connections that this process makes, which are those of its store's driver, as somebody has cut or frozen them. The driver sees what it would see of
 * a network: connections that are reset, new ones that are refused, or calls and answers that do not arrive. So no proxy has to stand in between, for which
 * a store would have to be opened anew at another address. Only the making of a connection is noted; what goes over one is touched while it is frozen.
 */
import { Socket } from 'node:net'

export type LineCondition = 'as-usual' | 'cut' | 'frozen'

/** What a socket's streams do at their end: node:stream, "Implementing a duplex stream". */
interface Ends {
  _write(chunk: unknown, encoding: string, callback: (error?: Error | null) => void): void
  _writev(chunks: unknown, callback: (error?: Error | null) => void): void
  push(chunk: unknown, encoding?: string): boolean
}
type Method = (this: Socket, ...given: unknown[]) => unknown

const PROTOTYPE = Socket.prototype as unknown as Record<'connect' | keyof Ends, Method>

/** Those of one process. */
export class Connections {
  readonly #made = new Set<Socket>()
  #condition: LineCondition = 'as-usual'
  /** What was sent or came since the lines froze, in order. */
  #lying: { readonly socket: Socket; readonly goOn: () => void }[] = []
  #thaw: () => void = () => undefined

  /** Notes each connection from now on. @returns takes that back; all is as usual then */
  watch(): () => void {
    const { connect } = PROTOTYPE
    const noteMade = (socket: Socket) => this.#note(socket)
    PROTOTYPE.connect = function (...given) {
      const returned = connect.apply(this, given)
      noteMade(this)
      return returned
    }
    return () => {
      PROTOTYPE.connect = connect
      this.set('as-usual')
      this.#made.clear()
    }
  }

  set(condition: LineCondition): void {
    if (condition === this.#condition) return
    this.#condition = condition
    this.#thaw()
    this.#thaw = () => undefined
    if (condition === 'cut') for (const socket of this.#made) reset(socket, 'ECONNRESET')
    if (condition === 'frozen') this.#thaw = this.#freeze()
    for (const { socket, goOn } of this.#lying.splice(0)) if (!socket.destroyed) goOn()
  }

  #note(socket: Socket): void {
    // Drivers take listeners off, so none tells of the end.
    for (const each of this.#made) if (each.destroyed) this.#made.delete(each)
    this.#made.add(socket)
    // Whoever connects listens for errors when that has returned.
    if (this.#condition === 'cut') process.nextTick(reset, socket, 'ECONNREFUSED')
  }

  /** On the prototype, so that what encrypts a connection later (TLS on top of a socket) is found as well. @returns ends it */
  #freeze(): () => void {
    const { _write, _writev, push } = PROTOTYPE
    const isMade = (socket: Socket & { readonly _parent?: Socket }) =>
      this.#made.has(socket) || (socket._parent !== undefined && this.#made.has(socket._parent))
    const lying = this.#lying
    const heldBack = (method: Method, meanwhile: unknown): Method =>
      function (...given) {
        if (!isMade(this)) return method.apply(this, given)
        lying.push({ socket: this, goOn: () => method.apply(this, given) })
        return meanwhile
      }
    Object.assign(PROTOTYPE, { _write: heldBack(_write, undefined), _writev: heldBack(_writev, undefined), push: heldBack(push, true) })
    return () => {
      Object.assign(PROTOTYPE, { _write, _writev })
      Reflect.deleteProperty(PROTOTYPE, 'push')
    }
  }
}

/** As the system tells it. Where nobody listens for errors (TLS has taken the connection over), it ends without a word: an error would end the process. */
function reset(socket: Socket, code: 'ECONNRESET' | 'ECONNREFUSED'): void {
  if (socket.destroyed) return
  const syscall = code === 'ECONNRESET' ? 'read' : 'connect'
  const error = Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
  socket.destroy(socket.listenerCount('error') > 0 ? error : undefined)
}
