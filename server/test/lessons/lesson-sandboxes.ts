/** Where lessons are tried: a sandbox for each source of a store that lessons need. */
import { setSweeper } from '../../mongo/sweeper.js'
import { launch, type Sandbox } from '../support/launch.js'
import { mongodbKinds, realMongodb, startMongodWith, type TestMongodb } from '../support/mongodb.js'

export interface LessonPlace {
  readonly name: string
  readonly available: boolean
  /** Lessons that need these stores are tried here. */
  suits(stores: readonly string[]): boolean
  start(): Promise<{ readonly sandbox: Sandbox; stop(): Promise<void> }>
}

/** What a lesson asks for holds where the sandbox runs the MongoDB itself; a test's own is told here, a real one from its start. */
const SWEEPER_SECONDS = 3

const needsMongodb = (stores: readonly string[]) => stores.includes('mongodb')

export const lessonPlaces: readonly LessonPlace[] = [
  {
    name: 'the memory store',
    available: true,
    suits: (stores) => !needsMongodb(stores),
    start: async () => {
      const sandbox = await launch()
      return { sandbox, stop: async () => void (await sandbox.stop()) }
    },
  },
  ...mongodbKinds.map((kind) => ({
    name: kind.name,
    available: kind.available,
    suits: needsMongodb,
    start: async () => onMongodb(await (kind === realMongodb ? startMongodWith(['--setParameter', `ttlMonitorSleepSecs=${SWEEPER_SECONDS}`]) : kind.start())),
  })),
]

async function onMongodb(mongodb: TestMongodb): Promise<{ readonly sandbox: Sandbox; stop(): Promise<void> }> {
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
