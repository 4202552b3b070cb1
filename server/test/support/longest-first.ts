/** The order of the test files: what takes longest begins first, so that at the end nothing long runs alone while the other workers are idle. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Beginnings of paths, in the order in which their files begin: what takes 20 s or more by itself. */
export const LONGEST: readonly string[] = [
  'server/test/lessons/every-lesson-is-solvable',
  'server/test/e2e/lessons.e2e',
  'server/test/e2e/looks',
  'server/mongo/database',
  'server/test/e2e/strange-browsers',
  'server/test/integration/side-by-side',
  'server/supervisor/faults/faults',
  'server/stores/contract.integration',
  'server/lesson-server/entry',
  'server/test/integration/outages',
  'server/test/e2e/compare',
  'server/resources/served/served',
  'server/test/e2e/keep-and-show',
  'server/test/e2e/which-store',
  'server/stores/contract/main',
  'server/bench/ring',
  'server/test/e2e/recording',
  'server/test/e2e/four-clocks',
  'server/test/e2e/real-browsers',
  'server/test/integration/every-store',
  'server/test/e2e/other-site',
  'server/supervisor/switch-together',
  'server/lesson-server/switching/any-store',
  'server/test/integration/death',
  'server/test/integration/two-servers',
  'server/test/integration/launch',
  'server/test/recipes/recipes',
  'server/test/integration/store-comparison',
  'server/lesson-server/switching/hot-app',
  'server/test/order/late-channels',
  'server/test/e2e/crowd',
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
