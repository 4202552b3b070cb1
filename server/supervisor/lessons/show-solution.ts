/** "Show me": the acts of a solution, one after the other, slowly enough to follow. */
import { setTimeout as pause } from 'node:timers/promises'
import { LESSONS } from '../../config.js'
import type { Check } from '../../curriculum/check-schema.js'
import type { StepDefinition } from '../../curriculum/lesson-schema.js'
import type { OpenLesson } from '../../protocol/lessons.js'
import { done, isVirtual, type RunCommand } from './set-up.js'

export interface Stage {
  announce(showing: OpenLesson['showing']): void
  /** @throws ProblemError */
  answer(answer: string): void
  readonly run: RunCommand
  /** Kind of the store in use. */
  activeStore(): string
  /** Waits until a check holds. @throws ProblemError when it does not within `atMostMs`, or the signal's reason */
  until(check: Check, atMostMs: number): Promise<void>
}

/** Resolves when the step's own check holds. @throws ProblemError of the act that failed, or the signal's reason */
export async function showSolution(step: StepDefinition, pauseMs: number, signal: AbortSignal, stage: Stage): Promise<void> {
  for (const [index, act] of step.solution.entries()) {
    if ('type' in act) {
      const browser = 'browser' in act && act.type !== 'browser:remove' && isVirtual(act.browser) ? act.browser : null
      stage.announce({ command: act.type, index, total: step.solution.length, ...(browser === null ? {} : { browser }) })
    }
    if (index > 0) await pause(pauseMs, undefined, { signal })
    if ('answer' in act) stage.answer(act.answer)
    else if ('until' in act) await stage.until(act.until, act.atMostSeconds * 1000)
    // Who asks for a solution has tried things: a switch to the store that is in use already is as good as done.
    else if (act.type !== 'store:switch' || act.to !== stage.activeStore()) done(await stage.run(act))
    signal.throwIfAborted()
  }
  await stage.until(step.check, LESSONS.settleMs)
}
