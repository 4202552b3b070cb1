/**
 * The lesson that is open: which step, since when, what its check says now. One for the whole launch, so that a teacher's
 * projector and laptop show the same. Owns the slice `lesson`; does everything through commands, as a person would.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { LESSONS } from '../../config.js'
import { evaluate } from '../../curriculum/check.js'
import type { Check } from '../../curriculum/check-schema.js'
import type { Act, StepDefinition } from '../../curriculum/lesson-schema.js'
import { type LoadedCurriculum, type LoadedLesson, rightAnswer, wrongParts } from '../../curriculum/load.js'
import type { Command, CommandResult } from '../../protocol/commands.js'
import type { Frame } from '../../protocol/dashboard.js'
import type { Curriculum, OpenLesson, Verdict } from '../../protocol/lessons.js'
import { ProblemError, type Result, unwrap } from '../../protocol/problem.js'
import type { LiveState } from '../state/live-state.js'
import { setUpCommands } from './set-up.js'
import { StepLog } from './step-log.js'

type Run = (command: Command) => Promise<Result<CommandResult>>

export class LessonRuntime {
  readonly #state: LiveState
  readonly #curriculum: Promise<LoadedCurriculum>
  readonly #run: Run
  #loaded: LoadedLesson | null = null
  #log = new StepLog(0)
  #unsubscribe: (() => void) | null = null
  #judgedAt = 0
  #timer: NodeJS.Timeout | null = null
  #showing: AbortController | null = null

  constructor(state: LiveState, curriculum: Promise<LoadedCurriculum>, run: Run) {
    this.#state = state
    this.#curriculum = curriculum
    this.#run = run
    // Reported by whoever reads; never a reason to stop.
    curriculum.catch(() => {})
  }

  async reading(): Promise<Curriculum> {
    return (await this.#curriculum).reading
  }

  /** Sets the sandbox up and begins the first step. @throws ProblemError `not-found`, `busy`, or what the set-up met */
  async open(id: string): Promise<void> {
    const loaded = (await this.#curriculum).lessons.get(id)
    if (!loaded)
      throw new ProblemError('not-found', `There is no lesson "${id.slice(0, 80)}". "lessons:read" lists those that there are.`, {
        what: `lesson ${id.slice(0, 80)}`,
      })
    if (this.#state.get('lesson')?.settingUp)
      throw new ProblemError('busy', 'A lesson is being set up already. Wait a moment, then try again.', { what: 'lesson' })
    this.close()
    this.#loaded = loaded
    this.#state.set('lesson', { lesson: id, step: 0, stepSince: Date.now(), verdict: null, answers: {}, hints: {}, showing: null, settingUp: true })
    try {
      const { store, server, browsers, crowd } = this.#state.snapshot()
      for (const command of setUpCommands(loaded.definition, { store, server, browsers, crowd })) unwrap(await this.#run(command))
    } catch (error) {
      this.close()
      throw error
    }
    this.#unsubscribe = this.#state.onFrame((frame) => this.#receive(frame))
    this.#begin(0)
  }

  /** @throws ProblemError `not-found` when no lesson is open */
  async startOver(): Promise<void> {
    await this.open(this.#opened().lesson)
  }

  close(): void {
    this.#showing?.abort()
    this.#showing = null
    this.#unsubscribe?.()
    this.#unsubscribe = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#loaded = null
    this.#state.setIfChanged('lesson', null)
  }

  /** @throws ProblemError `not-found`, `bad-input` */
  answer(answer: string): void {
    const step = this.#step()
    if (!step?.task)
      throw new ProblemError('bad-input', 'This step asks nothing, so there is nothing to answer. Go on with what it says.', { reason: 'no-task' })
    if ('predict' in step.task && !step.task.predict.includes(answer)) {
      throw new ProblemError('bad-input', `"${answer.slice(0, 80)}" is not one of the choices (${step.task.predict.join(', ')}).`, { reason: 'unknown-choice' })
    }
    this.#patch({ answers: { ...this.#opened().answers, [step.id]: answer }, wrong: wrongParts(step, answer) })
    this.#judge()
  }

  /** Opens one more hint of the step; at the third it stays. @throws ProblemError `not-found` */
  hint(): void {
    const step = this.#step()
    const { hints } = this.#opened()
    if (step) this.#patch({ hints: { ...hints, [step.id]: Math.min(3, (hints[step.id] ?? 0) + 1) } })
  }

  /** Replays the step's solution. Resolves when its check has passed. @throws ProblemError */
  async showMe(pauseMs: number = LESSONS.showPauseMs): Promise<void> {
    const step = this.#step()
    if (!step) throw new ProblemError('not-found', 'This lesson is done, so there is nothing to show.', { what: 'step' })
    if (this.#showing) throw new ProblemError('busy', 'A solution is being shown already. Let it end, or stop it.', { what: 'show-me' })
    const showing = new AbortController()
    this.#showing = showing
    const { signal } = showing
    try {
      for (const [index, act] of step.solution.entries()) {
        if ('type' in act) this.#patch({ showing: { command: act.type, index, total: step.solution.length } })
        if (index > 0) await pause(pauseMs, undefined, { signal })
        await this.#act(act, signal)
      }
      await this.#until(step.check, LESSONS.settleMs, signal)
    } catch (error) {
      if (signal.aborted) throw new ProblemError('busy', 'Stopped: the solution is no longer being shown.', { what: 'show-me' })
      throw error
    } finally {
      if (this.#showing === showing) {
        this.#showing = null
        if (this.#state.get('lesson')) this.#patch({ showing: null })
        this.#judge()
      }
    }
  }

  stopShowing(): void {
    this.#showing?.abort()
  }

  async #act(act: Act, signal: AbortSignal): Promise<void> {
    if ('answer' in act) this.answer(act.answer)
    else if ('until' in act) await this.#until(act.until, act.atMostSeconds * 1000, signal)
    else unwrap(await this.#run(act))
  }

  async #until(check: Check, atMostMs: number, signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + atMostMs
    for (;;) {
      signal.throwIfAborted()
      const verdict = this.#evaluate(check)
      if (verdict.passed) return
      if (Date.now() >= deadline) {
        const detail = `expected ${verdict.expected.map((sentence) => sentence.en).join('; ')}; seen: ${verdict.observed.map((sentence) => sentence.en).join('; ')}`
        throw new ProblemError('internal', `The solution of this step did not lead where it should (${detail}). "Start over" sets the lesson up again.`, {
          detail,
        })
      }
      await pause(50, undefined, { signal })
    }
  }

  #begin(step: number): void {
    const since = Date.now()
    this.#log = new StepLog(since)
    this.#patch({ step, stepSince: since, verdict: null, wrong: [], settingUp: false })
    this.#judge()
  }

  #receive(frame: Frame): void {
    for (const row of frame.rows) this.#log.add(row)
    // The frame that says what the check says is no news to the check.
    const news = frame.rows.length > 0 || frame.samples.length > 0 || Object.keys(frame.slices).some((name) => name !== 'lesson')
    if (!news || this.#timer) return
    this.#timer = setTimeout(() => this.#judge(), Math.max(0, this.#judgedAt + LESSONS.judgeIntervalMs - Date.now())).unref()
  }

  /** Judges the step in progress, and goes on to the next when it is done. While a solution is shown, all that it does belongs to its step. */
  #judge(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#judgedAt = Date.now()
    const open = this.#state.get('lesson')
    const step = open && !open.settingUp ? this.#step() : null
    if (!open || !step) return
    const verdict = this.#evaluate(step.check)
    if (verdict.passed && !this.#showing) this.#begin(open.step + 1)
    else this.#state.setIfChanged('lesson', { ...open, verdict })
  }

  #evaluate(check: Check): Verdict {
    const open = this.#opened()
    const step = this.#step()
    return evaluate(check, {
      rows: this.#log.rows,
      snapshot: this.#state.snapshot(),
      since: this.#log.since,
      now: Date.now(),
      answer: step ? (open.answers[step.id] ?? null) : null,
      rightAnswer: step ? rightAnswer(step) : null,
    })
  }

  #step(): StepDefinition | null {
    return this.#loaded?.definition.steps[this.#opened().step] ?? null
  }

  /** @throws ProblemError `not-found` */
  #opened(): OpenLesson {
    const open = this.#state.get('lesson')
    if (!open) throw new ProblemError('not-found', 'No lesson is open. Open one with "lesson:open".', { what: 'lesson' })
    return open
  }

  #patch(fields: Partial<OpenLesson>): void {
    this.#state.set('lesson', { ...this.#opened(), ...fields })
  }
}
