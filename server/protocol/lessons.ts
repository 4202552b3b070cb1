/**
 * Guided lessons: what crosses between the curriculum, the supervisor and the page.
 *
 * A lesson is content (lessons/NN-slug/): the page gets it rendered, the supervisor holds which lesson is open, when
 * each step began, and what its check says now. A check reads observed state only: timeline rows since the step began,
 * and the snapshot. Progress over lessons belongs to the reader's browser.
 */
import type { CommandType } from './commands.js'
import type { CrowdOrder } from './crowd.js'
import type { Localized } from './language.js'
import type { VirtualBrowserId } from './requests.js'
import type { Verdict } from './verdicts.js'

/** Places on the page that a step can point at. The page marks each with `data-control`. */
export const CONTROLS = [
  'shop',
  'browser-tabs',
  'browser-actions',
  'new-browser',
  'cookie',
  'cookie-anatomy',
  'cookie-editor',
  'session-list',
  'document',
  'memory-figures',
  'memory-chart',
  'collect',
  'crowd',
  'heap-limit',
  'store-switch',
  'carry-over',
  'mongo-source',
  'restart',
  'kill',
  'code',
  'options',
  'timeline',
  'way',
  'wire',
] as const
export type ControlName = (typeof CONTROLS)[number]

/** A lesson as the page reads it. All HTML was made from Markdown without raw HTML. */
export interface Lesson {
  /** The folder's name: `02-the-claim-ticket`. */
  readonly id: string
  readonly number: number
  readonly minutes: number
  readonly title: Localized
  /** One line: what it answers. It gives nothing away, and stands where the aha will. */
  readonly question: Localized
  /** One line: the aha, for whoever has seen it. */
  readonly aha: Localized
  readonly introHtml: Localized
  /** "In your own app". */
  readonly closingHtml: Localized
  readonly controls: readonly ControlName[]
  /** Kinds of the stores whose sessions its set-up forgets; the others keep theirs. */
  readonly stores: readonly string[]
  /** The heap limit that it begins with. Another one than now means another process. */
  readonly heapLimitMb: number
  readonly steps: readonly LessonStep[]
}

export interface LessonStep {
  readonly id: string
  readonly title: Localized
  readonly bodyHtml: Localized
  /** Shown when the step is done: what was just seen, in a sentence or two. */
  readonly doneHtml: Localized
  readonly point: ControlName | null
  /** What else it asks the reader to look at: in sight beside `point`. */
  readonly watch: readonly ControlName[]
  readonly hintsHtml: readonly [Localized, Localized, Localized]
  /** The crowd that it takes; null: none. */
  readonly crowd: CrowdOrder | null
  /** Which commands "show me" sends, in order (for the page to say what happens). */
  readonly solution: readonly CommandType[]
  readonly task: LessonTask
}

/**
 * What the reader does in a step besides using the sandbox.
 * `predict`: choose before the experiment; there is no wrong answer, the reply compares kindly.
 * `sort`: put cards into bins; `assemble`: put lines of code into order.
 */
export type LessonTask =
  | { readonly kind: 'do' }
  | { readonly kind: 'predict'; readonly choices: readonly { readonly id: string; readonly text: Localized; readonly replyHtml: Localized }[] }
  | {
      readonly kind: 'sort'
      /** The answer that is right, as `lesson:answer` takes it: for whoever reads the lesson again. */
      readonly right: string
      readonly bins: readonly { readonly id: string; readonly title: Localized }[]
      /** `whyHtml`: why it belongs where it does, said once it is there. */
      readonly cards: readonly { readonly id: string; readonly text: Localized; readonly whyHtml: Localized }[]
    }
  | { readonly kind: 'assemble'; readonly right: string; readonly lines: readonly { readonly id: string; readonly code: string }[] }

/** A lesson that could not be read: the others still load. */
export interface BrokenLesson {
  readonly folder: string
  readonly problems: readonly { readonly file: string; readonly line: number | null; readonly message: string }[]
}

export interface GlossaryEntry {
  readonly id: string
  readonly term: Localized
  readonly definition: Localized
}

/** A question at the end of the last lesson. */
export interface QuizQuestion {
  readonly id: string
  /** The step that answers it. */
  readonly lesson: string
  readonly step: string
  readonly question: Localized
  readonly choices: readonly { readonly id: string; readonly text: Localized }[]
  /** The id of the choice that is so. */
  readonly right: string
  readonly why: Localized
}

/** Everything to read; answered by `lessons:read`, cached by the page. */
export interface Curriculum {
  readonly lessons: readonly Lesson[]
  readonly broken: readonly BrokenLesson[]
  readonly glossary: readonly GlossaryEntry[]
  readonly quiz: readonly QuizQuestion[]
}

/** The open lesson, as a slice of the state; null when none is open. */
export interface OpenLesson {
  readonly lesson: string
  /** Index of the step in progress; equal to the number of steps when all are done. */
  readonly step: number
  /** Epoch ms when that step began. */
  readonly stepSince: number
  /** Epoch ms when it had been set up: what was before is none of this lesson's. null until then. */
  readonly readySince: number | null
  /** Of the step in progress; null when the lesson is done. */
  readonly verdict: Verdict | null
  /** What was predicted, sorted or assembled, by step id. */
  readonly answers: Readonly<Record<string, string>>
  /** Parts of the last answer to the step in progress that do not fit: ids of cards or lines. */
  readonly wrong?: readonly string[]
  /** Hints opened, by step id. */
  readonly hints: Readonly<Record<string, number>>
  /** Is "show me" replaying, and where is it? */
  readonly showing: {
    readonly command: CommandType
    readonly index: number
    readonly total: number
    /** The virtual browser that it is about to act with; left out where the command names none. */
    readonly browser?: VirtualBrowserId
  } | null
  /** The virtual browser that "show me" last acted with, and the `seq` of the event that said so; null: none since the lesson was opened. */
  readonly shown: { readonly browser: VirtualBrowserId; readonly seq: number } | null
  readonly settingUp: boolean
}
