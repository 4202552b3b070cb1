/** Checks that can never be true, or are true before anyone did anything: told when the lesson is read, not when a learner is stuck. */
import { rightAnswer } from './answers.js'
import { type CheckLeaf, leavesOf } from './check-schema.js'
import { factOfName } from './facts.js'
import type { StepDefinition } from './lesson-schema.js'

/** Why the check of a step makes no sense; empty: nothing speaks against it. */
export function whyImpossible(step: StepDefinition): readonly string[] {
  const leaves = leavesOf(step.check)
  const messages = leaves.flatMap((leaf) => whyLeaf(leaf, step))
  if (leaves.every((leaf) => 'never' in leaf)) messages.push('"never" alone is true from the start: say what must happen as well')
  if (step.task && 'sort' in step.task) {
    const { bins, cards } = step.task.sort
    for (const [card, bin] of Object.entries(cards)) if (!bins.includes(bin)) messages.push(`the card "${card}" belongs into "${bin}", which is no bin`)
  }
  return messages
}

function whyLeaf(leaf: CheckLeaf, step: StepDefinition): string[] {
  if ('answer' in leaf) return whyAnswer(leaf.answer, step)
  if ('state' in leaf) {
    return Object.entries(leaf.state).flatMap(([name, wanted]) => [
      ...(factOfName(name) ? [] : [`there is no fact "${name}"; server/curriculum/facts.ts lists those that there are`]),
      ...(isEmptyRange(wanted) ? [`"${name}" asks for at least more than at most`] : []),
    ])
  }
  if ('crowd' in leaf) {
    const { heapGrowthMb, newSessions } = leaf.crowd
    return [...(isEmptyRange(heapGrowthMb) ? ['"heapGrowthMb"'] : []), ...(isEmptyRange(newSessions) ? ['"newSessions"'] : [])].map(
      (name) => `${name} asks for at least more than at most`,
    )
  }
  if ('differentSessions' in leaf && new Set(leaf.differentSessions).size < leaf.differentSessions.length)
    return ['"differentSessions" names one browser twice, which cannot differ from itself']
  return []
}

function whyAnswer(wanted: string, step: StepDefinition): string[] {
  if (!step.task) return ['its check wants an answer, but it has no task']
  if (wanted === 'any') return []
  if (wanted === 'right') return rightAnswer(step) === null ? ['a prediction has no right answer: use "any"'] : []
  if (!('predict' in step.task)) return [`only a prediction has choices: use "right" instead of "${wanted}"`]
  return step.task.predict.includes(wanted) ? [] : [`"${wanted}" is not one of its choices`]
}

function isEmptyRange(wanted: unknown): boolean {
  const { atLeast, atMost } = (wanted ?? {}) as { atLeast?: number; atMost?: number }
  return atLeast !== undefined && atMost !== undefined && atLeast > atMost
}
