/** What the terminal says about lessons that cannot be used. */
import { LESSONS } from '../../config.js'
import type { BrokenLesson } from '../../protocol/lessons.js'
import type { TerminalWords } from '../../words/terminal.js'

/** One line for each problem, with its file and line, but not more than someone reads; none when all is well. */
export function tellBrokenLessons(broken: readonly BrokenLesson[], say: Pick<TerminalWords, 'brokenLessons' | 'moreProblems'>): readonly string[] {
  if (broken.length === 0) return []
  const problems = broken.flatMap((lesson) => lesson.problems)
  const told = problems.slice(0, LESSONS.problemsTold).map(({ file, line, message }) => `  ${file}${line === null ? '' : `:${line}`}: ${message}`)
  const more = problems.length - told.length
  return [say.brokenLessons(broken.length), ...told, ...(more > 0 ? [say.moreProblems(more)] : [])]
}
