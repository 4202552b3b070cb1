/**
 * Tries a lesson as the sandbox runs it. First clean: the set-up alone does not pass, then "show me" of each step makes exactly
 * that step pass, to the end. Then the wrong acts of each step, in a fresh opening unless those before spoiled nothing: they must not pass, and
 * must be told as the lesson says. A sample tries one of them in each step, and none behind a crowd of thousands.
 */
import { setTimeout } from 'node:timers/promises'
import { evaluate } from '../../curriculum/check.js'
import type { Act, StepDefinition } from '../../curriculum/lesson-schema.js'
import type { LoadedLesson } from '../../curriculum/load.js'
import type { OpenLesson } from '../../protocol/lessons.js'
import type { ProblemCode } from '../../protocol/problem.js'
import type { Snapshot } from '../../protocol/state.js'
import type { Verdict } from '../../protocol/verdicts.js'
import type { Sandbox } from '../support/launch.js'
import { inTurn, isFull } from '../support/thoroughness.js'
import type { Recorder } from './recording.js'

/** What comes late (rows of requests that have ended, a document read again) has come by then. */
/** Each waits for seconds by itself. */
const OPENING_TRIES = 4
/** What a refusal names that asks for another try: the lesson server is busy, its store is, or what was asked before is still being done. */
const BUSY: readonly ProblemCode[] = ['server-away', 'store-unreachable', 'busy']
const SETTLE_MS = 400
const SEEN_WITHIN_MS = 6_000

/** A lesson that is not as it should be; the message says lesson, step, what was expected and what was seen. */
class LessonComplaint extends Error {}

/**
 * @param live the sandbox as it is followed meanwhile: whatever comes is looked at, where asking for the whole state now and then would miss some of it,
 *   and take more of the processor than the sandbox does
 * @throws Error about the first thing that is not as it should be
 */
export async function solve(sandbox: Sandbox, loaded: LoadedLesson, live: Pick<Recorder, 'now' | 'changed'>): Promise<void> {
  const { definition } = loaded
  const trial = new LessonTrial(sandbox, loaded, live)
  await trial.open()
  for (const index of definition.steps.keys()) await trial.showStep(index)
  /** The step that the opening stands at with nothing spoiled; null: it takes a fresh one. */
  let standsAt: number | null = null
  for (const [index, step] of definition.steps.entries()) {
    // The way there again, by a crowd of thousands, is as long as all else.
    if (!isFull && definition.steps.slice(0, index).some(letsThousandsIn)) break
    for (const wrong of inTurn(step.wrong, index)) {
      if (standsAt !== index) await trial.goTo(index)
      await trial.tryWrong(index, wrong)
      standsAt = wrong.spoils ? null : index
    }
    if (standsAt !== index || (!isFull && letsThousandsIn(step))) continue
    await trial.showStep(index, ' after wrong acts that should not spoil it')
    standsAt = index + 1
  }
  await sandbox.command({ type: 'lesson:close' })
}

function letsThousandsIn({ solution }: StepDefinition): boolean {
  return solution.some((act) => 'type' in act && act.type === 'crowd:start' && act.users >= 1_000)
}

class LessonTrial {
  readonly #sandbox: Sandbox
  readonly #live: Pick<Recorder, 'now' | 'changed'>
  readonly #id: string
  readonly #steps: readonly StepDefinition[]
  #openedAt = 0

  constructor(sandbox: Sandbox, { lesson, definition }: LoadedLesson, live: Pick<Recorder, 'now' | 'changed'>) {
    this.#sandbox = sandbox
    this.#live = live
    this.#id = lesson.id
    this.#steps = definition.steps
  }

  /** Opens the lesson anew; the set-up alone must not pass the first step. */
  async open(): Promise<void> {
    this.#openedAt = Date.now()
    await this.#openAnew()
    await this.#stays(0, 'the set-up alone passes it')
  }

  /** Opens the lesson anew and shows it up to a step. */
  async goTo(index: number): Promise<void> {
    await this.#openAnew()
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
    const isSeen = await this.#watch(SEEN_WITHIN_MS, (state) => {
      const open = this.#openIn(state)
      if (open.step !== index || open.verdict?.passed) this.#complain(index, `${what} pass it`, open)
      return open.verdict?.observed.some(({ message }) => message.includes(seen)) === true
    })
    if (!isSeen) this.#complain(index, `after ${what} it should say that it sees "${seen}"`, await this.#open())
    await this.#stays(index, `${what} pass it`)
  }

  /** The lesson is at this step, does not pass it, and is still there when all news has come. */
  async #stays(index: number, complaint: string): Promise<void> {
    const isDone = index === this.#steps.length
    const look = (open: OpenLesson) => {
      if (open.step < index) this.#complain(open.step, 'it is still not done', open)
      if (open.step > index || open.verdict?.passed) this.#complain(index, complaint, open)
      return false
    }
    await this.#watch(SETTLE_MS, (state) => look(this.#openIn(state)))
    const open = await this.#open()
    look(open)
    if (!isDone && !open.verdict) this.#complain(index, 'nothing is said about its check', open)
  }

  async #do(act: Act, index: number, what: string): Promise<void> {
    if ('until' in act) {
      const { until, atMostSeconds } = act
      if (!(await this.#watch(atMostSeconds * 1_000, (state) => this.#holds(until, state))))
        this.#complain(index, `${what} waited ${atMostSeconds} s for what did not come`, await this.#open())
      return
    }
    // As "show me" does it: a switch to the store that is in use already is as good as done.
    if ('type' in act && act.type === 'store:switch' && act.to === (await this.#sandbox.state()).store.active) return
    const result = await this.#sandbox.command('answer' in act ? { type: 'lesson:answer', answer: act.answer } : act)
    if (!result.ok) this.#complain(index, `${what} cannot be done: ${result.problem.message}`, await this.#open())
  }

  /**
   * Looks at the sandbox as it is now, and then after each change.
   *
   * @returns false when `look` has answered true to nothing that there was within that time
   */
  async #watch(withinMs: number, look: (state: Snapshot) => boolean): Promise<boolean> {
    // What was done before has happened in this one. What is followed may still be on its way there.
    const asked = await this.#sandbox.state()
    if (look(asked)) return true
    for (const deadline = Date.now() + withinMs; Date.now() < deadline; ) {
      await this.#live.changed(deadline - Date.now())
      const state = this.#live.now()
      if (state.seq > asked.seq && look(state)) return true
    }
    return false
  }

  #holds(check: Extract<Act, { until: unknown }>['until'], snapshot: Snapshot): boolean {
    const since = snapshot.lesson?.stepSince ?? 0
    const finished = snapshot.crowd.finished.filter((run) => run.startedAt >= this.#openedAt)
    return evaluate(check, {
      rows: snapshot.timeline.filter((row) => row.at >= since),
      snapshot: { ...snapshot, crowd: { ...snapshot.crowd, finished } },
      lastRun: Math.max(0, ...snapshot.crowd.finished.filter((run) => run.startedAt < since).map(({ id }) => id)),
      now: Date.now(),
      answer: null,
      rightAnswer: null,
      before: null,
      isSecret: false,
    }).passed
  }

  /** As the refusal says: where the lesson server or its store is busy, with what a crowd has left for example, one tries again in a moment. */
  async #openAnew(): Promise<void> {
    const open = () => this.#sandbox.command({ type: 'lesson:open', lesson: this.#id })
    let opened = await open()
    for (let tries = 1; tries < OPENING_TRIES && !opened.ok && BUSY.includes(opened.problem.code); tries += 1) {
      await setTimeout(1_000)
      opened = await open()
    }
    if (!opened.ok) throw new LessonComplaint(`${this.#id} cannot be opened: ${opened.problem.message}`)
  }

  async #open(): Promise<OpenLesson> {
    return this.#openIn(await this.#sandbox.state())
  }

  #openIn({ lesson }: Snapshot): OpenLesson {
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
