/**
 * Tries a lesson as the sandbox runs it. First clean: the set-up alone does not pass, then "show me" of each step makes exactly
 * that step pass, to the end. Then the wrong acts of each step, in a fresh opening unless those before spoiled nothing: they must not pass, and
 * must be told as the lesson says.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { evaluate } from '../../curriculum/check.js'
import type { Act, StepDefinition } from '../../curriculum/lesson-schema.js'
import type { LoadedLesson } from '../../curriculum/load.js'
import type { OpenLesson } from '../../protocol/lessons.js'
import type { Verdict } from '../../protocol/verdicts.js'
import type { Sandbox } from '../support/launch.js'

/** What comes late (rows of requests that have ended, a document read again) has come by then. */
const SETTLE_MS = 400
const SEEN_WITHIN_MS = 6_000
/** Each look reads the whole state, so more of them would take more of the processor than the sandbox does. */
const POLL_MS = 100

/** A lesson that is not as it should be; the message says lesson, step, what was expected and what was seen. */
class LessonComplaint extends Error {}

/** @throws Error about the first thing that is not as it should be */
export async function solve(sandbox: Sandbox, loaded: LoadedLesson): Promise<void> {
  const { definition } = loaded
  const trial = new Trial(sandbox, loaded)
  await trial.open()
  for (const index of definition.steps.keys()) await trial.showStep(index)
  /** The step that the opening stands at with nothing spoiled; null: it takes a fresh one. */
  let standsAt: number | null = null
  for (const [index, step] of definition.steps.entries()) {
    for (const wrong of step.wrong) {
      if (standsAt !== index) await trial.goTo(index)
      await trial.tryWrong(index, wrong)
      standsAt = wrong.spoils ? null : index
    }
    if (standsAt !== index) continue
    await trial.showStep(index, ' after wrong acts that should not spoil it')
    standsAt = index + 1
  }
  await sandbox.command({ type: 'lesson:close' })
}

class Trial {
  readonly #sandbox: Sandbox
  readonly #id: string
  readonly #steps: readonly StepDefinition[]
  #openedAt = 0

  constructor(sandbox: Sandbox, { lesson, definition }: LoadedLesson) {
    this.#sandbox = sandbox
    this.#id = lesson.id
    this.#steps = definition.steps
  }

  /** Opens the lesson anew; the set-up alone must not pass the first step. */
  async open(): Promise<void> {
    this.#openedAt = Date.now()
    const opened = await this.#sandbox.command({ type: 'lesson:open', lesson: this.#id })
    if (!opened.ok) throw new LessonComplaint(`${this.#id} cannot be opened: ${opened.problem.message}`)
    await this.#stays(0, 'the set-up alone passes it')
  }

  /** Opens the lesson anew and shows it up to a step. */
  async goTo(index: number): Promise<void> {
    await this.#sandbox.command({ type: 'lesson:open', lesson: this.#id })
    for (let before = 0; before < index; before += 1) await this.#sandbox.command({ type: 'lesson:show-me', pauseMs: 0 })
    const open = await this.#open()
    if (open.step !== index) this.#complain(open.step, `shown again up to "${this.#steps[index]?.id}", it went another way than before`, open)
  }

  /** Shows the solution: exactly this step must be done by it. */
  async showStep(index: number, when = ''): Promise<void> {
    const shown = await this.#sandbox.command({ type: 'lesson:show-me', pauseMs: 0 })
    if (!shown.ok) this.#complain(index, `its solution does not solve it${when}: ${shown.problem.message}`, await this.#open())
    await this.#stays(index + 1, `once "${this.#steps[index]?.id}" is done, it passes by itself`)
  }

  /** Does what looks right and is not. */
  async tryWrong(index: number, { acts, seen }: StepDefinition['wrong'][number]): Promise<void> {
    const what = `the wrong acts (${acts.map((act) => ('type' in act ? act.type : Object.keys(act)[0])).join(', ')})`
    for (const act of acts) await this.#do(act, index, what)
    for (const deadline = Date.now() + SEEN_WITHIN_MS; ; await pause(POLL_MS)) {
      const open = await this.#open()
      if (open.step !== index || open.verdict?.passed) this.#complain(index, `${what} pass it`, open)
      if (open.verdict?.observed.some(({ message }) => message.includes(seen))) break
      if (Date.now() > deadline) this.#complain(index, `after ${what} it should say that it sees "${seen}"`, open)
    }
    await this.#stays(index, `${what} pass it`)
  }

  /** The lesson is at this step, does not pass it, and is still there when all news has come. */
  async #stays(index: number, complaint: string): Promise<void> {
    const isDone = index === this.#steps.length
    for (const deadline = Date.now() + SETTLE_MS; Date.now() < deadline; await pause(POLL_MS)) {
      const open = await this.#open()
      if (open.step < index) this.#complain(open.step, 'it is still not done', open)
      if (open.step > index || open.verdict?.passed) this.#complain(index, complaint, open)
    }
    const open = await this.#open()
    if (!isDone && !open.verdict) this.#complain(index, 'nothing is said about its check', open)
  }

  async #do(act: Act, index: number, what: string): Promise<void> {
    if ('until' in act) {
      const deadline = Date.now() + act.atMostSeconds * 1_000
      while (!(await this.#holds(act.until))) {
        if (Date.now() > deadline) this.#complain(index, `${what} waited ${act.atMostSeconds} s for what did not come`, await this.#open())
        await pause(POLL_MS)
      }
      return
    }
    // As "show me" does it: a switch to the store that is in use already is as good as done.
    if ('type' in act && act.type === 'store:switch' && act.to === (await this.#sandbox.state()).store.active) return
    const result = await this.#sandbox.command('answer' in act ? { type: 'lesson:answer', answer: act.answer } : act)
    if (!result.ok) this.#complain(index, `${what} cannot be done: ${result.problem.message}`, await this.#open())
  }

  async #holds(check: Extract<Act, { until: unknown }>['until']): Promise<boolean> {
    const snapshot = await this.#sandbox.state()
    const since = snapshot.lesson?.stepSince ?? 0
    const finished = snapshot.crowd.finished.filter((run) => run.startedAt >= this.#openedAt)
    return evaluate(check, {
      rows: snapshot.timeline.filter((row) => row.at >= since),
      snapshot: { ...snapshot, crowd: { ...snapshot.crowd, finished } },
      since,
      now: Date.now(),
      answer: null,
      rightAnswer: null,
    }).passed
  }

  async #open(): Promise<OpenLesson> {
    const { lesson } = await this.#sandbox.state()
    if (lesson?.lesson !== this.#id) throw new LessonComplaint(`${this.#id} is no longer open`)
    return lesson
  }

  #complain(index: number, what: string, { verdict }: { readonly verdict: Verdict | null }): never {
    const said = verdict
      ? `\n  expected: ${verdict.expected.map(({ message }) => message).join('\n            ')}\n  seen:     ${verdict.observed.map(({ message }) => message).join('\n            ')}`
      : ''
    throw new LessonComplaint(`${this.#id}, step "${this.#steps[index]?.id ?? 'after the last'}": ${what.replace(/\.$/, '')}.${said}`)
  }
}
