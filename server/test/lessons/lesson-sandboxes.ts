/** Where lessons are tried: a sandbox for each source of a store that lessons need. */
import { setSweeper } from '../../mongo/sweeper.js'
import { launch, type Sandbox } from '../support/launch.js'
import { mongodbKinds, realMongodb, startMongodWith, type TestMongodb } from '../support/mongodb.js'

export interface LessonPlace {
  readonly name: string
  readonly available: boolean
  /** Lessons that need these stores are tried here. */
  suits(stores: readonly string[]): boolean
  /** Lessons that are tried at once, each in a sandbox of its own. */
  readonly atOnce: number
  start(): Promise<StartedSandbox>
}

/** What a lesson asks for holds where the sandbox runs the MongoDB itself; a test's own is told here, a real one from its start. */
const SWEEPER_SECONDS = 3

const needsMongodb = (stores: readonly string[]) => stores.includes('mongodb')

export const lessonPlaces: readonly LessonPlace[] = [
  {
    name: 'the memory store',
    available: true,
    suits: (stores) => !needsMongodb(stores),
    atOnce: 2,
    start: async () => {
      const sandbox = await launch()
      return { sandbox, stop: async () => void (await sandbox.stop()) }
    },
  },
  ...mongodbKinds.map((kind) => ({
    name: kind.name,
    available: kind.available,
    suits: needsMongodb,
    atOnce: 1,
    start: async () => onMongodb(await (kind === realMongodb ? startMongodWith(['--setParameter', `ttlMonitorSleepSecs=${SWEEPER_SECONDS}`]) : kind.start())),
  })),
]

async function onMongodb(mongodb: TestMongodb): Promise<StartedSandbox> {
  await setSweeper(mongodb.uri, SWEEPER_SECONDS)
  const sandbox = await launch({ args: ['--mongodb-uri', mongodb.uri] })
  await sandbox.until('it has found its MongoDB', ({ mongo }) => mongo.phase === 'up' && mongo.source === 'uri', 30_000)
  return {
    sandbox,
    stop: async () => {
      await sandbox.stop()
      await mongodb.stop()
    },
  }
}

interface StartedSandbox {
  readonly sandbox: Sandbox
  stop(): Promise<void>
}

/** The sandboxes of a place: each serves one lesson after the other, and is started when all others are busy. */
export class LessonSandboxes {
  readonly #place: LessonPlace
  readonly #started: Promise<StartedSandbox>[] = []
  readonly #free: StartedSandbox[] = []
  readonly #waiting: ((started: StartedSandbox) => void)[] = []

  constructor(place: LessonPlace) {
    this.#place = place
  }

  /** Does work in a sandbox that nobody else uses meanwhile. */
  async use<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
    const taken = await this.#take()
    try {
      return await work(taken.sandbox)
    } finally {
      const next = this.#waiting.shift()
      if (next) next(taken)
      else this.#free.push(taken)
    }
  }

  async stop(): Promise<void> {
    for (const started of await Promise.allSettled(this.#started)) if (started.status === 'fulfilled') await started.value.stop()
  }

  #take(): Promise<StartedSandbox> {
    const free = this.#free.shift()
    if (free) return Promise.resolve(free)
    if (this.#started.length >= this.#place.atOnce) return new Promise((resolve) => this.#waiting.push(resolve))
    const started = this.#start()
    this.#started.push(started)
    return started
  }

  async #start(): Promise<StartedSandbox> {
    const started = await this.#place.start()
    await started.sandbox.until('the shop runs', ({ server }) => server.phase === 'running', 30_000)
    return started
  }
}
