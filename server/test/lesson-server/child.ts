/** The real lesson server in its own process, as the supervisor forks it, for integration tests. */
import { type ChildProcess, fork } from 'node:child_process'
import { createBirpc } from 'birpc'
import { entryPath } from '../../paths.js'
import type { LessonServerFunctions, LessonServerNotifications, LessonServerStart, TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { KEY, OPTIONS, SIGNING_SECRETS, until } from './tapped-shop.js'

export interface LessonServerChild {
  readonly process: ChildProcess
  readonly call: Pick<LessonServerFunctions, keyof LessonServerFunctions>
  readonly port: number
  readonly storeProblem: string | null
  readonly frames: readonly TapFrame[]
  /** All that it wrote to stderr. */
  stderr(): string
  record(path: string): Promise<RequestRecord>
  /** Resolves with how it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

const started = new Set<ChildProcess>()

export const MEMORY: LessonServerStart['store'] = { kind: 'memory', address: { resource: 'heap' } }

/** Forks and starts a lesson server; {@link endChildren} ends it after the test. */
export async function startLessonServer({
  heapLimitMb = 128,
  order = {},
}: {
  readonly heapLimitMb?: number
  readonly order?: Partial<LessonServerStart>
} = {}): Promise<LessonServerChild> {
  const child = fork(entryPath('lesson-server/entry'), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapLimitMb}`],
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  started.add(child)
  const frames: TapFrame[] = []
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  // Not `close`: Node does not emit it for a child whose channel was closed from here.
  const read = new Promise((resolve) => child.stderr?.once('close', resolve))
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
  const ended = Promise.all([exited, read]).then(([how]) => how)
  const call = createBirpc<LessonServerFunctions, LessonServerNotifications>(
    { frame: (frame) => void frames.push(frame) },
    { post: (message) => child.connected && child.send(message), on: (listener) => child.on('message', listener) },
  )
  const result = await call.start({
    instance: 'a',
    boot: 1,
    store: MEMORY,
    options: OPTIONS,
    shop: 'standard',
    secrets: SIGNING_SECRETS,
    faults: {},
    internalKey: KEY,
    ...order,
  })
  if (!result.ok) throw new Error(`The lesson server did not start: ${result.problem.message}\n${stderr}`)
  return {
    process: child,
    call,
    ...result.value,
    frames,
    stderr: () => stderr,
    record: (path) => until(() => frames.flatMap(({ requests }) => requests).find((record) => record.path === path), `a record of ${path}`),
    ended,
  }
}

/** Ends every child that a test started and that still runs. */
export function endChildren(): void {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  started.clear()
}
