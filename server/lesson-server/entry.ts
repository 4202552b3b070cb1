/** The lesson server: a process of its own that serves the shop, forked by the supervisor. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBirpc } from 'birpc'
import session from 'express-session'
import type { LessonServerFunctions, LessonServerNotifications } from '../protocol/ipc.js'
import { failed, ok, ProblemError } from '../protocol/problem.js'
import { createApp } from './app.js'

const notYet = () => Promise.resolve(failed(new ProblemError('busy', 'Not yet.')))
const functions: LessonServerFunctions = {
  start: async (order) => {
    const app = createApp({ store: new session.MemoryStore(), options: order.options, secrets: order.secrets })
    const server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return ok({ port: (server.address() as AddressInfo).port, storeProblem: null })
  },
  switchStore: notYet,
  configure: notYet,
  clearStore: notYet,
  listSessions: notYet,
  readSession: notYet,
  collect: notYet,
  stop: async () => {
    setImmediate(() => process.exit(0))
  },
}
createBirpc<LessonServerNotifications, LessonServerFunctions>(functions, {
  post: (message) => process.send?.(message),
  on: (listener) => process.on('message', listener),
})
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
