/** How a child of the benchmark talks to it, and ends with it. */
import { createBirpc } from 'birpc'

/** @param end called when the benchmark is gone or wants the end; the process exits afterwards */
export function answerParent<Functions extends object>(functions: Functions, end: () => Promise<void> = async () => {}): void {
  createBirpc<object, Functions>(functions, {
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
  })
  process.on('disconnect', () => {
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
  process.on('SIGINT', () => {})
}

/** The port that an HTTP server got on 127.0.0.1. */
export function listen(server: import('node:http').Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}
