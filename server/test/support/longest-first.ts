/** The order of the test files: what takes longest begins first, so that at the end nothing long runs alone while the other workers are idle. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Beginnings of paths, in the order in which their files begin: what takes 20 s or more by itself. */
export const LONGEST: readonly string[] = [
  'server/test/lessons/every-lesson-is-solvable',
  'server/test/e2e/strange-browsers',
  'server/test/integration/outages',
  'server/stores/contract.integration',
  'server/test/e2e/lessons',
  'server/lesson-server/switching/hot-app',
  'server/bench/ring',
  'server/mongo/database',
  'server/test/e2e/looks',
  'server/resources/served/served',
  'server/test/order/late-channels',
  'server/test/integration/death',
  'server/test/e2e/crowd',
  'server/mongo/probe',
  'server/redis/embedded',
  'server/lesson-server/entry',
  'server/test/integration/store-comparison',
  'server/test/recipes/recipes',
  'server/stores/contract/main',
  'server/test/integration/secrets',
  'server/test/e2e/overflow',
]

/**
 * The files of a project stand together, since a worker is kept for the next file only where that is of the same project. What starts processes takes longer
 * than what does not.
 */
const PROJECTS = ['e2e', 'e2e-clock', 'sandboxes', 'integration', 'clock', 'lessons', 'unit-apart', 'unit', 'client-replacing', 'client']

/** Sorts by project, then by {@link LONGEST}, and leaves the rest to Vitest, which knows how long each took here before. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const place = (file: TestSpecification): number => {
      const path = relative(this.ctx.config.root, file.moduleId).replaceAll('\\', '/')
      const found = LONGEST.findIndex((start) => path.startsWith(start))
      return found >= 0 ? found : LONGEST.length
    }
    const rank = (file: TestSpecification): readonly number[] => [file.project.config.sequence.groupOrder, PROJECTS.indexOf(file.project.name), place(file)]
    const ranked = sorted.map((file) => ({ file, rank: rank(file) }))
    return ranked.sort((a, b) => a.rank.map((each, index) => each - (b.rank[index] ?? 0)).find((difference) => difference !== 0) ?? 0).map(({ file }) => file)
  }
}
