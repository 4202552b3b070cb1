import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { withReact } from './client/react.mjs'
import { LongestFirst } from './server/test/support/longest-first.js'

/** Children run from dist/ also under tests, so whatever starts one needs a build first. */
const globalSetup = ['server/test/support/build.ts']

/** Newer Node.js has a localStorage of its own, which without a file is nothing at all and would stand in for the one of the DOM. */
const execArgv = process.allowedNodeEnvironmentFlags.has('--no-experimental-webstorage') ? ['--no-experimental-webstorage'] : []

/**
 * These hold the sandbox to its promises in milliseconds and seconds: they come after everything else, and no more of them at once than the
 * smallest machine has cores.
 */
const BY_THE_CLOCK = [
  'server/bench/ring.integration.test.ts',
  'server/lesson-server/entry.integration.test.ts',
  'server/lesson-server/switching/{carry-over,hot-app}.integration.test.ts',
  'server/mongo/database.integration.test.ts',
  'server/stores/heap-cost.integration.test.ts',
  'server/supervisor/gateway/gateway.test.ts',
  'server/test/integration/{death,files-on-disk,mongodb,outages,resync}.integration.test.ts',
]
/** Several sandboxes side by side, with crowds of ten thousand: beside it, nothing is done in time. So it is the last of all. */
const FOR_ALL_OF_THE_MACHINE = ['server/test/lessons/every-lesson-is-solvable.integration.test.ts']
/**
 * Beginnings of paths: what depends on Node.js itself, which is what a run under another Node.js (SESSIONSCOPE_TESTS_REPEATED=1) repeats. Processes and
 * signals, sockets, streams, files, timers, cryptography and the heap; Express, express-session, and each driver once. Functions that only compute answer
 * the same under each, and what is made of such parts goes the same way.
 */
export const REPEATED = [
  ...['process-alive', 'request-end', 'within'].map((name) => `server/${name}`),
  ...['entry', 'shop', 'create-shop', 'store-failure', 'taps/', 'wire/'].map((name) => `server/lesson-server/${name}`),
  ...['carry-over.', 'gate', 'hang-ups', 'hot-app', 'store-traffic'].map((name) => `server/lesson-server/switching/${name}`),
  'server/mongo/database',
  'server/mongo/wire-server/',
  'server/redis/embedded',
  'server/redis/wire-server/',
  'server/resources/',
  'server/simulator/',
  ...['contract.integration', 'deadline', 'heap-cost', 'memorystore-heap', 'packages', 'sqlite-'].map((name) => `server/stores/${name}`),
  ...['children', 'doors', 'gateway', 'launch', 'other-site', 'packages', 'sandbox'].map((name) => `server/supervisor/${name}`),
  'server/supervisor/browsers/virtual-',
  'server/test/dist',
  ...['browsers', 'hostile', 'in-front', 'launch', 'resync', 'signing-secrets', 'told-to-end'].map((name) => `server/test/integration/${name}`),
  'server/test/lessons/code-blocks-run',
]
const BROWSER_BY_THE_CLOCK = ['server/test/e2e/overflow.e2e.test.ts']
/** These wait for deadlines, databases and processes for half of their time: a third one fills the cores. */
const waiting = { maxWorkers: 3, sequence: { groupOrder: 1 } }
const byTheClock = { sequence: { groupOrder: 2 } }
/** One walk in each other browser, of which few machines have any: under `npm run test:full` alone. */
const WALKS = 'server/test/walks/*.walk.test.ts'

/** The test files below a folder in whose text this is found. */
function testsWith(folder: string, pattern: RegExp): string[] {
  const paths = readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
  return paths.filter((path) => /\.test\.tsx?$/.test(path) && pattern.test(readFileSync(join(import.meta.dirname, path), 'utf8')))
}
/** Tests that put something in place of a module: each has its modules for itself, while the others share what they load. */
const REPLACING = testsWith('client', /\bvi\.(mock|doMock)\(/)
/** So do those after which something is kept out of the texts of their process (server/redact.ts), and those that weigh its heap. */
const CHANGING = testsWith('server', /\bvi\.(mock|doMock|hoisted|resetModules)\(|\bkeep\w*Secrets\(|\bdescribeStoreContract\(/)
const isUnit = (path: string) => !/\.(integration|e2e)\.test\.ts$/.test(path)
/** And the tests of the taps: the debug channel of express-session is listened to from before that is loaded, or never (session-debug.ts). */
const APART = [...CHANGING, ...testsWith('server/lesson-server/taps', /^/)].filter(isUnit)
/** These start whole sandboxes and speak to them over their addresses: what such a file loads keeps nothing that the next one would meet. */
const SANDBOXES = testsWith('server/test', /^import .* from '\.\.\/support\/launch\.js'$/m).filter(
  (path) => path.endsWith('.integration.test.ts') && !CHANGING.includes(path),
)

const leftOut =
  process.env.SESSIONSCOPE_TESTS_REPEATED === '1' ? testsWith('server', /^/).filter((path) => !REPEATED.some((start) => path.startsWith(start))) : []

const page = withReact(join(import.meta.dirname, 'client'))
const client = { environment: 'happy-dom', setupFiles: ['client/test/setup.ts'], testTimeout: 30_000, hookTimeout: 30_000, execArgv } as const
const setupFiles = ['server/test/support/setup.ts']
const unit = { environment: 'node', setupFiles, testTimeout: 30_000, hookTimeout: 30_000 } as const
const integration = { environment: 'node', globalSetup, setupFiles, testTimeout: 60_000, hookTimeout: 60_000 } as const
// Files share what they load, a Chromium among it (browser.ts).
const e2e = { environment: 'node', globalSetup, setupFiles, testTimeout: 180_000, hookTimeout: 120_000, isolate: false } as const

export default defineConfig({
  test: {
    // As many as the smallest machine has cores: more of them starve the sandboxes, the browsers and the databases that they start, and are no faster.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...unit,
          name: 'unit',
          include: ['server/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/*.e2e.test.ts', WALKS, ...BY_THE_CLOCK, ...APART, ...leftOut],
          isolate: false,
        },
      },
      { test: { ...unit, name: 'unit-apart', include: APART, exclude: leftOut } },
      { ...page, test: { ...client, name: 'client', include: ['client/**/*.test.{ts,tsx}'], exclude: REPLACING, isolate: false } },
      { ...page, test: { ...client, name: 'client-replacing', include: REPLACING } },
      {
        test: {
          ...integration,
          ...waiting,
          name: 'integration',
          include: ['server/**/*.integration.test.ts'],
          exclude: [...BY_THE_CLOCK, ...FOR_ALL_OF_THE_MACHINE, ...SANDBOXES, ...leftOut],
        },
      },
      {
        test: {
          ...integration,
          name: 'sandboxes',
          include: SANDBOXES,
          exclude: [...BY_THE_CLOCK, ...FOR_ALL_OF_THE_MACHINE, ...leftOut],
          isolate: false,
        },
      },
      { test: { ...e2e, name: 'e2e', include: ['server/test/e2e/**/*.e2e.test.ts'], exclude: BROWSER_BY_THE_CLOCK } },
      { test: { ...integration, ...byTheClock, name: 'clock', include: BY_THE_CLOCK, exclude: leftOut } },
      { test: { ...integration, sequence: { groupOrder: 3 }, name: 'lessons', include: FOR_ALL_OF_THE_MACHINE } },
      { test: { ...e2e, ...byTheClock, name: 'e2e-clock', include: BROWSER_BY_THE_CLOCK } },
      ...(process.env.SESSIONSCOPE_TESTS_FULL === '1' ? [{ test: { ...e2e, ...byTheClock, name: 'e2e-walks', include: [WALKS] } }] : []),
    ],
  },
})
