/** Answers to the task of a step: how they are spelt, and which one is right. */
import { ProblemError } from '../protocol/problem.js'
import type { StepDefinition } from './lesson-schema.js'

/** The answer that a task of the kinds `sort` and `assemble` is checked against; null for any other. */
export function rightAnswer(step: StepDefinition): string | null {
  if (step.task && 'assemble' in step.task) return step.task.assemble.map((line) => line.id).join(',')
  if (step.task && 'sort' in step.task) return sortAnswer(Object.entries(step.task.sort.cards))
  return null
}

/**
 * The one spelling of an answer, so that the order in which cards were placed does not matter.
 *
 * @param answer a choice, `card:bin,…` or `line,line,…`
 * @throws ProblemError `bad-input`, when the step asks nothing or the answer names what the task does not have
 */
export function readAnswer(step: StepDefinition, answer: string): string {
  const { task } = step
  if (!task) throw new ProblemError('bad-input', 'This step asks nothing, so there is nothing to answer. Go on with what it says.', { reason: 'no-task' })
  if ('predict' in task) return known(task.predict, answer, 'choices')
  if ('assemble' in task) {
    const ids = task.assemble.map((line) => line.id)
    return answer
      .split(',')
      .map((id) => known(ids, id.trim(), 'lines'))
      .join(',')
  }
  const placed = answer.split(',').map((pair): readonly [string, string] => {
    const [card = '', bin = ''] = pair.trim().split(':', 2)
    return [known(Object.keys(task.sort.cards), card, 'cards'), known(task.sort.bins, bin, 'bins')]
  })
  return sortAnswer(placed)
}

/** Ids of the cards or lines of an answer that do not stand where they belong. */
export function wrongParts(step: StepDefinition, answer: string): readonly string[] {
  const right = rightAnswer(step)?.split(',') ?? []
  const given = answer.split(',')
  if (step.task && 'assemble' in step.task) return right.filter((line, index) => given[index] !== line)
  return right.filter((pair) => !given.includes(pair)).map((pair) => pair.split(':')[0] ?? '')
}

/** One spelling for a sorting: cards by name. */
function sortAnswer(placed: readonly (readonly [card: string, bin: string])[]): string {
  return placed
    .map(([card, bin]) => `${card}:${bin}`)
    .toSorted()
    .join(',')
}

function known(ids: readonly string[], id: string, what: string): string {
  if (ids.includes(id)) return id
  throw new ProblemError('bad-input', `"${id.slice(0, 80)}" is not one of the ${what} of this step (${ids.join(', ')}).`, { reason: 'unknown-choice' })
}
