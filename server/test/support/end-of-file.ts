/**
 * What a helper has to tidy up when a test file ends. A hook of vitest's own belongs to the file that first loads the helper, and where files share their
 * modules the next one would get none.
 */

const tasks: (() => unknown)[] = []

/** From here on done at the end of each test file of this process. Once a helper, when it is loaded; the other way round than they were asked for. */
export function atEndOfFile(task: () => unknown): void {
  tasks.push(task)
}

/** Does all of them, one after the other, also where one of them fails. @throws the first failure */
export async function endFile(): Promise<void> {
  const failures: unknown[] = []
  for (const task of tasks.toReversed()) {
    try {
      await task()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
