/** From the folder of lessons to what the page reads and what the supervisor runs. A broken lesson is told by file and line; the others load. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import type { ZodError } from 'zod'
import type { BrokenLesson, Curriculum, GlossaryEntry, Language, Lesson, LessonStep, LessonTask, Localized } from '../protocol/lessons.js'
import { type Check, leavesOf } from './check-schema.js'
import { LessonProblems } from './lesson-problem.js'
import { type Act, type LessonDefinition, lessonSchema, type StepDefinition } from './lesson-schema.js'
import { type LessonText, parseLessonText, type StepText } from './lesson-text.js'
import { CODE_LANGUAGES, codeBlocksIn, glossaryWordsIn, renderInline, renderMarkdown } from './markdown.js'

export const LANGUAGES: readonly Language[] = ['en', 'pt-BR']
const FOLDER = /^(\d{2})-[a-z0-9]+(-[a-z0-9]+)*$/

/** A lesson that can be run: the definition beside what the page reads. */
export interface LoadedLesson {
  readonly lesson: Lesson
  readonly definition: LessonDefinition
}

export interface LoadedCurriculum {
  /** By lesson id, in order. */
  readonly lessons: ReadonlyMap<string, LoadedLesson>
  readonly reading: Curriculum
}

/**
 * Reads every lesson below a folder, and the glossary beside them (`glossary.yml`).
 *
 * @param folder the project's `lessons/`
 */
export async function loadCurriculum(folder: string): Promise<LoadedCurriculum> {
  const broken: BrokenLesson[] = []
  const glossary = await loadGlossary(folder, broken)
  const words = new Set(glossary.map((entry) => entry.id))
  const lessons = new Map<string, LoadedLesson>()
  for (const entry of (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .toSorted((a, b) => a.name.localeCompare(b.name))) {
    const problems = new LessonProblems()
    const loaded = await loadLesson(folder, entry.name, words, problems)
    if (loaded && problems.all.length === 0) lessons.set(entry.name, loaded)
    else broken.push({ folder: entry.name, problems: problems.all })
  }
  return { lessons, reading: { lessons: [...lessons.values()].map(({ lesson }) => lesson), broken, glossary } }
}

async function loadLesson(folder: string, id: string, words: ReadonlySet<string>, problems: LessonProblems): Promise<LoadedLesson | null> {
  const number = FOLDER.exec(id)?.[1]
  if (!number) problems.add(id, null, 'the folder must be called NN-words-with-dashes, for example 02-the-claim-ticket')
  const definition = await readDefinition(folder, id, problems)
  const texts = new Map<Language, LessonText>()
  for (const language of LANGUAGES) {
    const file = `${language}.md`
    const source = await read(join(folder, id, file), `${id}/${file}`, problems)
    if (source === null) continue
    texts.set(language, parseLessonText(source, `${id}/${file}`, problems))
    for (const word of glossaryWordsIn(source))
      if (!words.has(word)) problems.add(`${id}/${file}`, lineOf(source, `glossary:${word}`), `"${word}" is not in glossary.yml`)
    for (const block of codeBlocksIn(source))
      if (!CODE_LANGUAGES.includes(block.language)) problems.add(`${id}/${file}`, block.line, `a code block must name one of ${CODE_LANGUAGES.join(', ')}`)
  }
  const en = texts.get('en')
  const pt = texts.get('pt-BR')
  if (!definition || !en || !pt) return null
  for (const language of LANGUAGES) checkSteps(definition, texts.get(language), `${id}/${language}.md`, problems)
  if (problems.all.length > 0) return null
  return { definition, lesson: buildLesson(id, Number(number), definition, { en, 'pt-BR': pt }) }
}

async function readDefinition(folder: string, id: string, problems: LessonProblems): Promise<LessonDefinition | null> {
  const file = `${id}/lesson.yml`
  const source = await read(join(folder, id, 'lesson.yml'), file, problems)
  if (source === null) return null
  const lines = new LineCounter()
  // Plain data only: no aliases that blow up, no custom tags.
  const document = parseDocument(source, { lineCounter: lines, schema: 'core', prettyErrors: false })
  for (const error of document.errors) problems.add(file, lines.linePos(error.pos[0]).line, `this is not YAML: ${error.message}`)
  if (document.errors.length > 0) return null
  const parsed = lessonSchema.safeParse(document.toJS({ maxAliasCount: 0 }))
  if (parsed.success) return checkDefinition(parsed.data, file, problems)
  for (const { path, message } of flatten(parsed.error))
    problems.add(file, lineAt(document.contents, path, lines), `${path.join('.') || 'the file'}: ${message}`)
  return null
}

/** What the schema cannot say: ids once, answers that exist, checks that can come true. */
function checkDefinition(definition: LessonDefinition, file: string, problems: LessonProblems): LessonDefinition {
  const ids = definition.steps.map((step) => step.id)
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) problems.add(file, null, `the step "${id}" stands there twice`)
  for (const step of definition.steps) {
    if (step.point && !definition.controls.includes(step.point))
      problems.add(file, null, `the step "${step.id}" points at "${step.point}", which is not under controls`)
    for (const message of impossible(step)) problems.add(file, null, `the step "${step.id}": ${message}`)
  }
  return definition
}

/** Why a check can never be true. */
function impossible(step: StepDefinition): readonly string[] {
  const messages: string[] = []
  for (const leaf of leavesOf(step.check)) {
    if ('answer' in leaf && !step.task) messages.push('its check wants an answer, but it has no task')
    if ('answer' in leaf && leaf.answer === 'right' && rightAnswer(step) === null) messages.push('a prediction has no right answer: use "any"')
    if ('answer' in leaf && step.task && 'predict' in step.task && !['any', 'right', ...step.task.predict].includes(leaf.answer))
      messages.push(`"${leaf.answer}" is not one of its choices`)
    if ('state' in leaf)
      for (const [name, wanted] of Object.entries(leaf.state)) if (isEmptyRange(wanted)) messages.push(`"${name}" asks for at least more than at most`)
  }
  if (step.task && 'sort' in step.task) {
    const { bins, cards } = step.task.sort
    for (const [card, bin] of Object.entries(cards)) if (!bins.includes(bin)) messages.push(`the card "${card}" belongs into "${bin}", which is no bin`)
  }
  return messages
}

function isEmptyRange(wanted: unknown): boolean {
  const { atLeast, atMost } = (wanted ?? {}) as { atLeast?: number; atMost?: number }
  return atLeast !== undefined && atMost !== undefined && atLeast > atMost
}

/** The answer that a task of the kinds `sort` and `assemble` is checked against; null for any other. */
export function rightAnswer(step: StepDefinition): string | null {
  if (step.task && 'assemble' in step.task) return step.task.assemble.map((line) => line.id).join(',')
  if (step.task && 'sort' in step.task) return sortAnswer(Object.entries(step.task.sort.cards))
  return null
}

/** Ids of the cards or lines of an answer that do not stand where they belong. */
export function wrongParts(step: StepDefinition, answer: string): readonly string[] {
  const right = rightAnswer(step)?.split(',') ?? []
  const given = answer.split(',')
  if (step.task && 'assemble' in step.task) return right.filter((line, index) => given[index] !== line)
  return right.filter((pair) => !given.includes(pair)).map((pair) => pair.split(':')[0] ?? '')
}

/** One spelling for a sorting: cards by name, so that the order of doing does not matter. */
export function sortAnswer(placed: readonly (readonly [card: string, bin: string])[]): string {
  return placed
    .map(([card, bin]) => `${card}:${bin}`)
    .toSorted()
    .join(',')
}

function checkSteps(definition: LessonDefinition, text: LessonText | undefined, file: string, problems: LessonProblems): void {
  if (!text) return
  const wanted = definition.steps.map((step) => step.id)
  const found = [...text.steps.keys()]
  if (wanted.join() !== found.join()) problems.add(file, null, `its steps are ${found.join(', ') || 'none'}, but lesson.yml has ${wanted.join(', ')}`)
  for (const step of definition.steps) {
    const words = text.steps.get(step.id)
    if (words) checkTask(step, words, file, problems)
  }
}

function checkTask(step: StepDefinition, words: StepText, file: string, problems: LessonProblems): void {
  const pairs: [string, readonly string[], readonly string[]][] = [
    ['Choices', step.task && 'predict' in step.task ? step.task.predict : [], [...words.choices.keys()]],
    ['Bins', step.task && 'sort' in step.task ? step.task.sort.bins : [], [...words.bins.keys()]],
    ['Cards', step.task && 'sort' in step.task ? Object.keys(step.task.sort.cards) : [], [...words.cards.keys()]],
  ]
  for (const [heading, wanted, found] of pairs) {
    if (wanted.toSorted().join() !== found.toSorted().join())
      problems.add(file, words.line, `"### ${heading}" has ${found.join(', ') || 'nothing'}, but lesson.yml has ${wanted.join(', ') || 'nothing'}`)
  }
}

function buildLesson(id: string, number: number, definition: LessonDefinition, texts: Record<Language, LessonText>): Lesson {
  return {
    id,
    number,
    minutes: definition.minutes,
    title: each(texts, (text) => text.title),
    aha: each(texts, (text) => renderInline(text.aha)),
    introHtml: each(texts, (text) => renderMarkdown(text.intro)),
    closingHtml: each(texts, (text) => renderMarkdown(text.closing)),
    controls: definition.controls,
    steps: definition.steps.map((step) => buildStep(step, stepIn(texts, step.id))),
  }
}

function buildStep(step: StepDefinition, texts: Record<Language, StepText | undefined>): LessonStep {
  const hint = (index: number) => each(texts, (text) => renderMarkdown(text?.hints[index] ?? ''))
  return {
    id: step.id,
    title: each(texts, (text) => text?.title ?? ''),
    bodyHtml: each(texts, (text) => renderMarkdown(text?.body ?? '')),
    doneHtml: each(texts, (text) => renderMarkdown(text?.done ?? '')),
    point: step.point ?? null,
    hintsHtml: [hint(0), hint(1), hint(2)],
    solution: step.solution.flatMap((act: Act) => ('type' in act ? [act.type] : [])),
    task: buildTask(step, texts),
  }
}

function buildTask({ task }: StepDefinition, texts: Record<Language, StepText | undefined>): LessonTask {
  if (!task) return { kind: 'do' }
  if ('predict' in task) {
    return {
      kind: 'predict',
      choices: task.predict.map((id) => ({
        id,
        text: each(texts, (text) => text?.choices.get(id)?.text ?? ''),
        replyHtml: each(texts, (text) => renderInline(text?.choices.get(id)?.reply ?? '')),
      })),
    }
  }
  if ('assemble' in task) return { kind: 'assemble', lines: task.assemble.toSorted((a, b) => shuffleKey(a.id) - shuffleKey(b.id)) }
  return {
    kind: 'sort',
    bins: task.sort.bins.map((id) => ({ id, title: each(texts, (text) => text?.bins.get(id) ?? '') })),
    cards: Object.keys(task.sort.cards).map((id) => ({ id, text: each(texts, (text) => text?.cards.get(id) ?? '') })),
  }
}

/** A shuffle that is the same every time, so that a page may be reloaded. */
function shuffleKey(id: string): number {
  return [...id].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 997, 7)
}

function each<T>(texts: Readonly<Record<Language, T>>, word: (text: T) => string): Localized {
  return { en: word(texts.en), 'pt-BR': word(texts['pt-BR']) }
}

function stepIn(texts: Record<Language, LessonText>, id: string): Record<Language, StepText | undefined> {
  return { en: texts.en.steps.get(id), 'pt-BR': texts['pt-BR'].steps.get(id) }
}

async function loadGlossary(folder: string, broken: BrokenLesson[]): Promise<readonly GlossaryEntry[]> {
  const problems = new LessonProblems()
  const file = 'glossary.yml'
  const source = await read(join(folder, file), file, problems)
  const entries: GlossaryEntry[] = []
  const document = parseDocument(source ?? '', { schema: 'core', prettyErrors: false })
  for (const error of document.errors) problems.add(file, null, `this is not YAML: ${error.message}`)
  const words =
    document.errors.length === 0
      ? ((document.toJS({ maxAliasCount: 0 }) ?? {}) as Record<string, Record<string, { term?: unknown; definition?: unknown }>>)
      : {}
  for (const [id, entry] of Object.entries(words)) {
    const missing = LANGUAGES.find((language) => typeof entry?.[language]?.term !== 'string' || typeof entry[language]?.definition !== 'string')
    if (missing) problems.add(file, lineOf(source ?? '', `${id}:`), `"${id}" needs a term and a definition in ${missing}`)
    else
      entries.push({
        id,
        term: each({ en: entry.en, 'pt-BR': entry['pt-BR'] }, (word) => String(word?.term)),
        definition: each({ en: entry.en, 'pt-BR': entry['pt-BR'] }, (word) => renderInline(String(word?.definition))),
      })
  }
  if (problems.all.length > 0) broken.push({ folder: file, problems: problems.all })
  return entries
}

async function read(path: string, file: string, problems: LessonProblems): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    problems.add(file, null, 'the file is missing or cannot be read')
    return null
  }
}

function lineOf(source: string, part: string): number | null {
  const at = source.indexOf(part)
  return at === -1 ? null : source.slice(0, at).split('\n').length
}

/** Line of the deepest node on the way to a path that exists. */
function lineAt(contents: unknown, path: readonly PropertyKey[], lines: LineCounter): number | null {
  let node = contents
  let offset: number | null = rangeOf(node)
  for (const key of path) {
    if (isMap(node) && typeof key === 'string') {
      const pair = node.items.find((item) => String(item.key) === key)
      if (!pair) break
      offset = rangeOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key]
      offset = rangeOf(node) ?? offset
    } else break
  }
  return offset === null ? null : lines.linePos(offset).line
}

function rangeOf(node: unknown): number | null {
  return (node as { range?: [number, number, number] } | null)?.range?.[0] ?? null
}

/** The issues of a failed parse; of a union the ones of the alternative that came nearest. */
function flatten(error: Pick<ZodError, 'issues'>, base: readonly PropertyKey[] = []): { path: readonly PropertyKey[]; message: string }[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code !== 'invalid_union') return [{ path, message: issue.message }]
    const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0]
    return nearest && nearest.length > 0 ? flatten({ issues: nearest } as Pick<ZodError, 'issues'>, path) : [{ path, message: issue.message }]
  })
}

export type { Check }
