/** From the parts of a lesson to what the page reads: both languages, rendered. */
import type { CrowdOrder } from '../protocol/crowd.js'
import { inEach, type Language } from '../protocol/language.js'
import type { Lesson, LessonStep, LessonTask } from '../protocol/lessons.js'
import { rightAnswer } from './answers.js'
import type { Act, LessonDefinition, StepDefinition } from './lesson-schema.js'
import type { LessonText, StepText } from './lesson-text.js'
import { renderInline, renderMarkdown } from './markdown.js'

type StepTexts = Readonly<Record<Language, StepText | undefined>>

/** @param texts whole, with the steps of the definition */
export function buildLesson(id: string, number: number, definition: LessonDefinition, texts: Readonly<Record<Language, LessonText>>): Lesson {
  return {
    id,
    number,
    minutes: definition.minutes,
    title: inEach(texts, (text) => text.title),
    question: inEach(texts, (text) => renderInline(text.question)),
    aha: inEach(texts, (text) => renderInline(text.aha)),
    introHtml: inEach(texts, (text) => renderMarkdown(text.intro)),
    closingHtml: inEach(texts, (text) => renderMarkdown(text.closing)),
    controls: definition.controls,
    stores: definition.stores,
    heapLimitMb: definition.setup.heapLimitMb,
    steps: definition.steps.map((step) =>
      buildStep(
        step,
        inEach(texts, (text) => text.steps.get(step.id)),
      ),
    ),
  }
}

function buildStep(step: StepDefinition, texts: StepTexts): LessonStep {
  const hint = (index: number) => inEach(texts, (text) => renderMarkdown(text?.hints[index] ?? ''))
  return {
    id: step.id,
    title: inEach(texts, (text) => text?.title ?? ''),
    bodyHtml: inEach(texts, (text) => renderMarkdown(text?.body ?? '')),
    doneHtml: inEach(texts, (text) => renderMarkdown(text?.done ?? '')),
    point: step.point ?? null,
    watch: step.watch,
    hintsHtml: [hint(0), hint(1), hint(2)],
    crowd: crowdOf(step),
    solution: step.solution.flatMap((act: Act) => ('type' in act ? [act.type] : [])),
    task: buildTask(step, texts),
  }
}

/** The first crowd that its solution lets in. */
function crowdOf({ solution }: StepDefinition): CrowdOrder | null {
  for (const act of solution) {
    if ('type' in act && act.type === 'crowd:start') {
      const { users, usersPerSecond, cartItems, behaviour } = act
      return { users, usersPerSecond, cartItems, behaviour }
    }
  }
  return null
}

function buildTask(step: StepDefinition, texts: StepTexts): LessonTask {
  const { task } = step
  if (!task) return { kind: 'do' }
  if ('predict' in task) {
    return {
      kind: 'predict',
      choices: task.predict.map((id) => ({
        id,
        text: inEach(texts, (text) => text?.choices.get(id)?.text ?? ''),
        replyHtml: inEach(texts, (text) => renderInline(text?.choices.get(id)?.reply ?? '')),
      })),
    }
  }
  const right = rightAnswer(step) ?? ''
  if ('assemble' in task) return { kind: 'assemble', right, lines: shuffled(task.assemble) }
  return {
    kind: 'sort',
    right,
    bins: task.sort.bins.map((id) => ({ id, title: inEach(texts, (text) => text?.bins.get(id) ?? '') })),
    cards: Object.keys(task.sort.cards).map((id) => ({
      id,
      text: inEach(texts, (text) => text?.cards.get(id)?.text ?? ''),
      whyHtml: inEach(texts, (text) => renderInline(text?.cards.get(id)?.reply ?? '')),
    })),
  }
}

/** Another order than the right one. */
function shuffled<T extends { readonly id: string }>(lines: readonly T[]): readonly T[] {
  const order = lines.toSorted((a, b) => shuffleKey(a.id) - shuffleKey(b.id))
  return order.every((line, index) => line === lines[index]) ? order.toReversed() : order
}

/** A shuffle that is the same every time, so that a page may be reloaded. */
function shuffleKey(id: string): number {
  return [...id].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 997, 7)
}
