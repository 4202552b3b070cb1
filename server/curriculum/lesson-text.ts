/**
 * en.md and pt-BR.md: the words of a lesson, in a fixed order of headings.
 *
 *     # Title
 *     > The question that it answers, shown until the lesson is done.
 *     > The aha, one line, shown afterwards.
 *     Introduction.
 *     ## step-id: Title of the step
 *     Body.
 *     ### Choices | ### Bins and ### Cards     (only where the step has such a task: "- id: text")
 *     ### Hint 1 … ### Hint 3
 *     ### Done
 *     ## In your own app
 *
 * The headings of the third level and "In your own app" stay English in every language: they are marks, not words.
 */
import type { LessonProblems } from './lesson-problem.js'

export interface LessonText {
  readonly title: string
  readonly question: string
  readonly aha: string
  readonly intro: string
  readonly closing: string
  readonly steps: ReadonlyMap<string, StepText>
}

export interface StepText {
  readonly title: string
  readonly line: number
  readonly body: string
  readonly done: string
  readonly hints: readonly string[]
  /** Lists of the step's task, by heading. After the arrow stands the reply to a choice, or why a card belongs where it does. */
  readonly choices: ReadonlyMap<string, { readonly text: string; readonly reply: string }>
  readonly bins: ReadonlyMap<string, string>
  readonly cards: ReadonlyMap<string, { readonly text: string; readonly reply: string }>
}

interface Section {
  readonly level: number
  readonly heading: string
  readonly line: number
  readonly text: string
}

const CLOSING = 'In your own app'
const PARTS = new Set(['Hint 1', 'Hint 2', 'Hint 3', 'Done', 'Choices', 'Bins', 'Cards'])

/** Reads the words of a lesson. What is missing or too much goes to `problems`, with its line. */
export function parseLessonText(source: string, file: string, problems: LessonProblems): LessonText {
  const sections = splitSections(source)
  const top = sections.find((section) => section.level === 1)
  if (!top) problems.add(file, 1, 'the file must begin with "# Title"')
  const { question, aha, rest } = splitAha(top?.text ?? '')
  if (aha === '')
    problems.add(file, top?.line ?? 1, 'below the title there must be two lines that begin with "> ": the question that the lesson answers, and the aha')

  const steps = new Map<string, StepText>()
  let closing = ''
  for (const [index, section] of sections.entries()) {
    if (section.level !== 2) continue
    if (section.heading === CLOSING) {
      closing = section.text
      continue
    }
    const [, id, title] = /^([a-z0-9-]+): (.+)$/.exec(section.heading) ?? []
    if (!id || !title) {
      problems.add(file, section.line, `"## ${section.heading}" must be "## step-id: Title" or "## ${CLOSING}"`)
      continue
    }
    if (steps.has(id)) problems.add(file, section.line, `the step "${id}" stands here a second time`)
    steps.set(id, readStep(title, section, partsAfter(sections, index), file, problems))
  }
  if (closing === '') problems.add(file, null, `"## ${CLOSING}" is missing or empty`)
  return { title: top?.heading ?? '', question, aha, intro: rest, closing, steps }
}

function partsAfter(sections: readonly Section[], index: number): readonly Section[] {
  const following = sections.slice(index + 1)
  const end = following.findIndex((section) => section.level < 3)
  return end === -1 ? following : following.slice(0, end)
}

function readStep(title: string, section: Section, parts: readonly Section[], file: string, problems: LessonProblems): StepText {
  const texts = new Map<string, string>()
  for (const part of parts) {
    if (!PARTS.has(part.heading)) problems.add(file, part.line, `"### ${part.heading}" is none of ${[...PARTS].join(', ')}`)
    texts.set(part.heading, part.text)
  }
  const hints = ['Hint 1', 'Hint 2', 'Hint 3'].map((heading) => texts.get(heading) ?? '')
  for (const [index, hint] of hints.entries()) if (hint === '') problems.add(file, section.line, `"### Hint ${index + 1}" is missing or empty in this step`)
  if (!texts.get('Done')) problems.add(file, section.line, '"### Done" is missing or empty in this step')
  if (section.text === '') problems.add(file, section.line, 'this step has no text')
  const withReplies = (heading: string, what: string) =>
    new Map(
      [...readList(texts.get(heading))].map(([id, text]) => {
        const [said = '', reply = ''] = text.split(' → ')
        if (reply === '') problems.add(file, section.line, `the ${what} "${id}" needs a reply: "- ${id}: text → reply"`)
        return [id, { text: said, reply }]
      }),
    )
  return {
    title,
    line: section.line,
    body: section.text,
    done: texts.get('Done') ?? '',
    hints,
    choices: withReplies('Choices', 'choice'),
    bins: readList(texts.get('Bins')),
    cards: withReplies('Cards', 'card'),
  }
}

/** Lines "- id: text". */
function readList(text = ''): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^- ([a-z0-9-]+): (.+)$/gm)].map(([, id = '', words = '']) => [id, words]))
}

function splitAha(text: string): { question: string; aha: string; rest: string } {
  const [all, question = '', aha = ''] = /^> (.+)\n> (.+)\n?/.exec(text) ?? []
  return { question, aha, rest: text.slice(all?.length ?? 0).trim() }
}

/** Cuts a text at its headings, but not inside fenced code. */
function splitSections(source: string): readonly Section[] {
  const sections: { level: number; heading: string; line: number; lines: string[] }[] = []
  let fenced = false
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    if (line.startsWith('```')) fenced = !fenced
    const [, marks, heading] = (!fenced && /^(#{1,3}) (.+)$/.exec(line)) || []
    if (marks && heading) sections.push({ level: marks.length, heading: heading.trim(), line: index + 1, lines: [] })
    else sections.at(-1)?.lines.push(line)
  }
  return sections.map(({ lines, ...section }) => ({ ...section, text: lines.join('\n').trim() }))
}
