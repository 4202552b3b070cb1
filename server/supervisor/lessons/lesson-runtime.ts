/**
 * The lesson that is open: which step, since when, what its check says now. One for the whole launch, so that a teacher's
 * projector and laptop show the same. Does everything through commands, as a person would.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { LESSONS, MONGO } from '../../config.js'
import { readAnswer, rightAnswer, wrongParts } from '../../curriculum/answers.js'
import { evaluate } from '../../curriculum/check.js'
import type { Check } from '../../curriculum/check-schema.js'
import type { StepDefinition } from '../../curriculum/lesson-schema.js'
import type { LoadedCurriculum, LoadedLesson } from '../../curriculum/load.js'
import type { LogEvent } from '../../protocol/events.js'
import type { Curriculum, OpenLesson } from '../../protocol/lessons.js'
import { ProblemError } from '../../protocol/problem.js'
import type { Snapshot } from '../../protocol/state.js'
import type { Verdict } from '../../protocol/verdicts.js'
import type { EventLog } from '../log/event-log.js'
import { traceOfLesson } from './lesson-trace.js'
import { type RunCommand, type Surroundings, setUp } from './set-up.js'
import { showSolution } from './show-solution.js'
import { StepLog } from './step-log.js'

interface Showing {
  readonly abort: AbortController
  /** Settles when the act that was under way has ended; never fails. */
  readonly ended: Promise<unknown>
}

/** A lesson from its opening on. Whoever finds that it is no longer the runtime's own stops what they do for it. */
interface Opening {
  readonly loaded: LoadedLesson
  /** The crowd that was let in last before it; 0: none was. */
  readonly run: number
}

export class LessonRuntime {
  readonly #events: EventLog
  readonly #curriculum: Promise<LoadedCurriculum>
  readonly #around: Surroundings
  #opening: Opening | null = null
  #log = new StepLog({ requests: 0, run: 0, known: [] })
  /** The state when the step began. */
  #before: { readonly snapshot: Snapshot; readonly now: number } | null = null
  #unsubscribe: (() => void) | null = null
  #judgedAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | null = null
  #showing: Showing | null = null

  constructor(curriculum: Promise<LoadedCurriculum>, around: Surroundings) {
    this.#events = around.log
    this.#curriculum = curriculum
    this.#around = around
  }

  async reading(): Promise<Curriculum> {
    return (await this.#curriculum).reading
  }

  /**
   * Sets the sandbox up and begins the first step. Whatever the set-up meets, the lesson is closed again.
   *
   * @param run how it does what the set-up asks for
   * @throws ProblemError `not-found`, `busy`, or what the set-up met
   */
  async open(id: string, run: RunCommand): Promise<void> {
    const loaded = await this.#loaded(id)
    if (this.#events.state.lesson?.settingUp)
      throw new ProblemError('busy', 'A lesson is being set up already. Wait a moment, then try again.', { what: 'lesson' })
    const shown = this.#showing?.ended
    this.#leave()
    const opening: Opening = { loaded, run: lastRun(this.#events.state) }
    this.#opening = opening
    this.#events.append({ kind: 'lesson-opened', lesson: id })
    try {
      await shown
      await setUp(loaded.definition, { ...this.#around, run, isWanted: () => this.#opening === opening })
    } catch (error) {
      if (this.#opening === opening) this.close()
      throw error
    }
    this.#unsubscribe = this.#events.subscribe((event, state, before) => this.#receive(event, state, before))
    this.#begin(0)
  }

  /** What its solution does in the shop. @throws ProblemError `not-found`: there is no such lesson, or it asks the shop for nothing */
  async trace(id: string): Promise<NonNullable<ReturnType<typeof traceOfLesson>>> {
    const trace = traceOfLesson((await this.#loaded(id)).definition)
    if (trace === null)
      throw new ProblemError('not-found', 'The solution of this lesson asks the shop for nothing, so there is nothing to repeat. Choose another one.', {
        what: `lesson ${id}`,
      })
    return trace
  }

  async #loaded(id: string): Promise<LoadedLesson> {
    const loaded = (await this.#curriculum).lessons.get(id)
    if (loaded) return loaded
    throw new ProblemError('not-found', `There is no lesson "${id.slice(0, 80)}". "lessons:read" lists those that there are.`, {
      what: `lesson ${id.slice(0, 80)}`,
    })
  }

  /** @throws ProblemError `not-found` when no lesson is open */
  async startOver(run: RunCommand): Promise<void> {
    await this.open(this.#opened().lesson, run)
  }

  close(): void {
    this.#leave()
    this.#around.sweepEvery(MONGO.ttlMonitorMs / 1000)
  }

  #leave(): void {
    this.#showing?.abort.abort()
    this.#showing = null
    this.#unsubscribe?.()
    this.#unsubscribe = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#opening = null
    this.#before = null
    this.#events.append({ kind: 'lesson-closed' })
  }

  /** @throws ProblemError `not-found`, `busy`, `bad-input` */
  answer(answer: string): void {
    this.#begun()
    const step = this.#step()
    if (!step) throw new ProblemError('not-found', 'This lesson is done, so there is nothing to answer.', { what: 'step' })
    const given = readAnswer(step, answer)
    this.#events.append({ kind: 'step-answered', step: step.id, answer: given, wrong: wrongParts(step, given) })
    this.#judge()
  }

  /** Opens one more hint of the step; at the third it stays. @throws ProblemError `not-found`, `busy` */
  hint(): void {
    this.#begun()
    const step = this.#step()
    if (step) this.#events.append({ kind: 'hint-opened', step: step.id })
  }

  /** Replays the step's solution. Resolves when its check has passed. @throws ProblemError */
  async showMe(run: RunCommand, pauseMs: number = LESSONS.showPauseMs): Promise<void> {
    this.#begun()
    const step = this.#step()
    if (!step) throw new ProblemError('not-found', 'This lesson is done, so there is nothing to show.', { what: 'step' })
    if (this.#showing) throw new ProblemError('busy', 'A solution is being shown already. Let it end, or stop it.', { what: 'show-me' })
    const abort = new AbortController()
    const { signal } = abort
    // Not before it is known that a solution is being shown: its first act may pass the check.
    const show = Promise.resolve().then(() =>
      showSolution(step, pauseMs, signal, {
        announce: (showing) => this.#events.append({ kind: 'solution-shown', showing }),
        answer: (answer) => this.answer(answer),
        run,
        activeStore: () => this.#events.state.store.active,
        until: (check, atMostMs) => this.#until(check, atMostMs, signal),
      }),
    )
    const showing: Showing = { abort, ended: show.catch(() => {}) }
    this.#showing = showing
    try {
      await show
    } catch (error) {
      if (signal.aborted) throw new ProblemError('busy', 'Stopped: the solution is no longer being shown.', { what: 'show-me' })
      throw error
    } finally {
      if (this.#showing === showing) {
        this.#showing = null
        this.#events.append({ kind: 'solution-shown', showing: null })
        this.#judge()
      }
    }
  }

  stopShowing(): void {
    this.#showing?.abort.abort()
  }

  async #until(check: Check, atMostMs: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + atMostMs
    for (;;) {
      signal.throwIfAborted()
      const verdict = this.#evaluate(check)
      if (verdict.passed) return
      if (performance.now() >= deadline) {
        const detail = `expected ${verdict.expected.map(({ message }) => message).join('; ')}; seen: ${verdict.observed.map(({ message }) => message).join('; ')}`
        throw new ProblemError('internal', `The solution of this step did not lead where it should (${detail}). "Start over" sets the lesson up again.`, {
          detail,
        })
      }
      await pause(LESSONS.judgeIntervalMs, undefined, { signal })
    }
  }

  #begin(step: number): void {
    // What is known by now belongs to what came before, even when it happened in this very millisecond.
    const { state } = this.#events
    const since = Date.now()
    this.#log = new StepLog({ requests: this.#around.requestsSoFar(), run: lastRun(state), known: state.timeline.map((row) => row.key) })
    this.#before = { snapshot: state, now: since }
    this.#events.append({ kind: 'step-begun', step, since })
    this.#judge()
  }

  #receive({ kind }: LogEvent, state: Snapshot, before: Snapshot): void {
    this.#noteRows(state, before)
    // What the check says is no news to the check.
    if (kind === 'step-judged' || this.#timer) return
    this.#timer = setTimeout(() => this.#judge(), Math.max(0, this.#judgedAt + LESSONS.judgeIntervalMs - performance.now())).unref()
  }

  #noteRows({ timeline }: Snapshot, before: Snapshot): void {
    if (timeline === before.timeline) return
    const known = new Set(before.timeline)
    for (const row of timeline) if (!known.has(row)) this.#log.add(row)
  }

  /** Judges the step in progress, and goes on to the next when it is done. While a solution is shown, all that it does belongs to its step. */
  #judge(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#judgedAt = performance.now()
    const step = this.#step()
    if (!step || this.#opened().settingUp) return
    const verdict = this.#evaluate(step.check)
    if (verdict.passed && !this.#showing) this.#begin(this.#opened().step + 1)
    else this.#events.append({ kind: 'step-judged', verdict })
  }

  #evaluate(check: Check): Verdict {
    const open = this.#opened()
    const step = this.#step()
    const snapshot = this.#events.state
    const before = this.#opening?.run ?? 0
    const finished = snapshot.crowd.finished.filter((run) => run.id > before)
    return evaluate(check, {
      rows: this.#log.rows,
      snapshot: { ...snapshot, crowd: { ...snapshot.crowd, finished } },
      lastRun: this.#log.beginning.run,
      now: Date.now(),
      answer: step ? (open.answers[step.id] ?? null) : null,
      rightAnswer: step ? rightAnswer(step) : null,
      before: this.#before,
      isSecret: step?.answersGuess !== undefined,
    })
  }

  /** The step in progress; null when the lesson is done, or none is open. */
  #step(): StepDefinition | null {
    const open = this.#events.state.lesson
    return (open && this.#opening?.loaded.definition.steps[open.step]) ?? null
  }

  /** @throws ProblemError `not-found` */
  #opened(): OpenLesson {
    const open = this.#events.state.lesson
    if (!open) throw new ProblemError('not-found', 'No lesson is open. Open one with "lesson:open".', { what: 'lesson' })
    return open
  }

  /** @throws ProblemError `not-found`, `busy` while it is being set up */
  #begun(): OpenLesson {
    const open = this.#opened()
    if (open.settingUp) throw new ProblemError('busy', 'The lesson is still being set up. Wait a moment, then try again.', { what: 'lesson' })
    return open
  }
}

/** The crowd that was let in last, which may be under way; 0: none was. */
function lastRun({ crowd }: Snapshot): number {
  return crowd.running?.id ?? crowd.finished.at(-1)?.id ?? 0
}
