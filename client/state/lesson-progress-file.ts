/**
 * Progress over lessons as a text: what stands in localStorage and in an exported file. Files come from anywhere, so they are
 * read narrowly: a known version, known shapes, bounded sizes; what does not fit is refused as a whole.
 */

export interface LessonProgress {
  /** Ids of the steps that were seen done. */
  readonly steps: readonly string[]
  /** Epoch ms when all steps were done for the first time; null: not yet. */
  readonly finishedAt: number | null
}
/** By lesson id. */
export type Progress = Readonly<Record<string, LessonProgress>>

/** Why a file was not taken. */
export type BadProgress = 'too-large' | 'not-json' | 'not-ours' | 'other-version' | 'malformed'

const MARK = 'lesson-progress'
const VERSION = 1
export const LARGEST_FILE_BYTES = 256 * 1024
const MOST_LESSONS = 200
const MOST_STEPS = 50
const LESSON_ID = /^\d{2}-[a-z0-9]+(?:-[a-z0-9]+){0,20}$/
const STEP_ID = /^[a-z0-9]+(?:-[a-z0-9]+){0,20}$/
const LONGEST_ID = 80

/** Progress as a text; {@link readProgress} takes it back. */
export function writeProgress(progress: Progress): string {
  return JSON.stringify({ sessionscope: MARK, version: VERSION, lessons: progress }, null, 2)
}

/** Reads a text that should be progress. Never throws. */
export function readProgress(text: string): { readonly ok: true; readonly progress: Progress } | { readonly ok: false; readonly reason: BadProgress } {
  if (text.length > LARGEST_FILE_BYTES) return { ok: false, reason: 'too-large' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'not-json' }
  }
  if (!isRecord(value) || value.sessionscope !== MARK) return { ok: false, reason: 'not-ours' }
  if (value.version !== VERSION) return { ok: false, reason: 'other-version' }
  const lessons = isRecord(value.lessons) ? Object.entries(value.lessons) : null
  if (lessons === null || lessons.length > MOST_LESSONS) return { ok: false, reason: 'malformed' }
  const read = lessons.map(([id, each]) => [id, readLesson(id, each)] as const)
  const good = read.filter((entry): entry is readonly [string, LessonProgress] => entry[1] !== null)
  return good.length === read.length ? { ok: true, progress: Object.fromEntries(good) } : { ok: false, reason: 'malformed' }
}

/** Both together: every step that either has; finished when either is, at the earlier time. Commutative, and nothing is lost. */
export function mergeProgress(one: Progress, other: Progress): Progress {
  const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
  return Object.fromEntries(
    ids.map((id) => {
      const times = [one[id]?.finishedAt ?? null, other[id]?.finishedAt ?? null].filter((time) => time !== null)
      const steps = [...new Set([...(one[id]?.steps ?? []), ...(other[id]?.steps ?? [])])]
      return [id, { steps, finishedAt: times.length === 0 ? null : Math.min(...times) }]
    }),
  )
}

function readLesson(id: string, value: unknown): LessonProgress | null {
  if (id.length > LONGEST_ID || !LESSON_ID.test(id) || !isRecord(value)) return null
  const { steps, finishedAt } = value
  if (!Array.isArray(steps) || steps.length > MOST_STEPS || !steps.every(isStepId)) return null
  if (finishedAt !== null && !isTime(finishedAt)) return null
  return { steps: [...new Set(steps)], finishedAt }
}

function isStepId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_ID && STEP_ID.test(value)
}

/** Epoch ms that a Date can hold. */
function isTime(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 8.64e15
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
