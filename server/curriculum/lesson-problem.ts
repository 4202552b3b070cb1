/** What is wrong with a lesson, and where: file and line, so that its author can go there. */
import type { BrokenLesson } from '../protocol/lessons.js'

export type LessonProblem = BrokenLesson['problems'][number]

/** Collects the problems of one lesson; reading goes on, so that its author sees all of them at once. */
export class LessonProblems {
  readonly all: LessonProblem[] = []

  /** @param line from 1; null: the file as a whole */
  add(file: string, line: number | null, message: string): void {
    this.all.push({ file, line, message })
  }
}
