/** The two languages of a lesson say the same: the steps of lesson.yml in its order, the same choices and cards, the same code. */
import type { Language } from '../protocol/language.js'
import { LANGUAGES } from '../protocol/language.js'
import type { LessonProblems } from './lesson-problem.js'
import type { LessonDefinition, StepDefinition } from './lesson-schema.js'
import type { LessonText, StepText } from './lesson-text.js'
import { type CodeBlock, codeBlocksIn, withoutComments } from './markdown.js'

/** Does the text of one language have what lesson.yml has? */
export function checkSteps(definition: LessonDefinition, text: LessonText, file: string, problems: LessonProblems): void {
  const wanted = definition.steps.map((step) => step.id)
  const found = [...text.steps.keys()]
  if (wanted.join() !== found.join()) {
    const first = found.find((id, index) => id !== wanted[index])
    const line = (first && text.steps.get(first)?.line) || null
    problems.add(file, line, `its steps are ${found.join(', ') || 'none'}, but lesson.yml has ${wanted.join(', ')}`)
  }
  for (const step of definition.steps) {
    const words = text.steps.get(step.id)
    if (words) checkTask(step, words, file, problems)
  }
}

function checkTask(step: StepDefinition, words: StepText, file: string, problems: LessonProblems): void {
  const { task } = step
  const pairs: [string, readonly string[], readonly string[]][] = [
    ['Choices', task && 'predict' in task ? task.predict : [], [...words.choices.keys()]],
    ['Bins', task && 'sort' in task ? task.sort.bins : [], [...words.bins.keys()]],
    ['Cards', task && 'sort' in task ? Object.keys(task.sort.cards) : [], [...words.cards.keys()]],
  ]
  for (const [heading, wanted, found] of pairs) {
    if (wanted.toSorted().join() !== found.toSorted().join())
      problems.add(file, words.line, `"### ${heading}" has ${found.join(', ') || 'nothing'}, but lesson.yml has ${wanted.join(', ') || 'nothing'}`)
  }
}

/** Code is code in every language: block by block the same, but for comments. */
export function checkCode(id: string, sources: ReadonlyMap<Language, string>, problems: LessonProblems): void {
  const [first, ...others] = LANGUAGES.map((language) => ({ file: `${id}/${language}.md`, blocks: codeBlocksIn(sources.get(language) ?? '') }))
  for (const { file, blocks } of others) {
    if (!first) break
    if (blocks.length !== first.blocks.length) {
      const line = blocks.find((block, index) => differs(block, first.blocks[index]))?.line ?? null
      problems.add(file, line, `it has ${blocks.length} code blocks, but ${first.file} has ${first.blocks.length}`)
      continue
    }
    for (const [index, block] of blocks.entries()) {
      const twin = first.blocks[index]
      if (differs(block, twin)) problems.add(file, block.line, `this code differs, by more than comments, from ${first.file}:${twin?.line}`)
    }
  }
}

function differs(block: CodeBlock, twin: CodeBlock | undefined): boolean {
  return block.language !== twin?.language || withoutComments(block) !== withoutComments(twin)
}
