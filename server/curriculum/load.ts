/** From the folder of lessons to what the page reads and what the supervisor runs. A broken lesson is told by file and line; the others load. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '../protocol/language.js'
import { LANGUAGES } from '../protocol/language.js'
import type { BrokenLesson, Curriculum, Lesson } from '../protocol/lessons.js'
import { buildLesson } from './build-lesson.js'
import { lineOfText, readContentFile } from './content-file.js'
import { loadGlossary } from './glossary.js'
import { LessonProblems } from './lesson-problem.js'
import type { LessonDefinition } from './lesson-schema.js'
import { type LessonText, parseLessonText } from './lesson-text.js'
import { CODE_LANGUAGES, codeBlocksIn, glossaryWordsIn } from './markdown.js'
import { checkCode, checkSteps } from './parity.js'
import { loadQuiz } from './quiz.js'
import { readDefinition } from './read-definition.js'

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
 * Reads every lesson below a folder, and the glossary beside them (`glossary.yml`). Never fails: what is broken, the folder
 * itself included, stands in `reading.broken`.
 *
 * @param folder the project's `lessons/`
 * @param shops names of the shops that a lesson may run
 */
export async function loadCurriculum(folder: string, shops: readonly string[]): Promise<LoadedCurriculum> {
  const ids = await lessonFolders(folder)
  if (ids === null) {
    const problem = { file: folder, line: null, message: 'there is no folder of lessons here, or it cannot be read' }
    return { lessons: new Map(), reading: { lessons: [], broken: [{ folder, problems: [problem] }], glossary: [], quiz: [] } }
  }
  const broken: BrokenLesson[] = []
  const glossary = await loadGlossary(folder, broken)
  const words = new Set(glossary.map((entry) => entry.id))
  const lessons = new Map<string, LoadedLesson>()
  for (const id of ids) {
    const problems = new LessonProblems()
    const loaded = await loadLesson(folder, id, shops, words, problems)
    const twin = loaded && [...lessons.values()].find(({ lesson }) => lesson.number === loaded.lesson.number)
    if (twin) problems.add(id, null, `the number ${twin.lesson.number} belongs to ${twin.lesson.id} already`)
    if (loaded && problems.all.length === 0) lessons.set(id, loaded)
    else broken.push({ folder: id, problems: problems.all })
  }
  const reading = [...lessons.values()].map(({ lesson }) => lesson)
  const quiz = await loadQuiz(folder, reading, broken)
  return { lessons, reading: { lessons: reading, broken, glossary, quiz } }
}

/** Names of the folders that should hold a lesson, in order; null: there is no such folder. */
async function lessonFolders(folder: string): Promise<readonly string[] | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : [])).toSorted()
  } catch {
    return null
  }
}

async function loadLesson(
  folder: string,
  id: string,
  shops: readonly string[],
  words: ReadonlySet<string>,
  problems: LessonProblems,
): Promise<LoadedLesson | null> {
  const number = FOLDER.exec(id)?.[1]
  if (!number) problems.add(id, null, 'the folder must be called NN-words-with-dashes, for example 02-the-claim-ticket')
  const definition = await readDefinition(folder, id, shops, problems)
  const sources = new Map<Language, string>()
  const texts = new Map<Language, LessonText>()
  for (const language of LANGUAGES) {
    const file = `${id}/${language}.md`
    const source = await readContentFile(join(folder, id, `${language}.md`), file, problems)
    if (source === null) continue
    const text = parseLessonText(source, file, problems)
    if (definition) checkSteps(definition, text, file, problems)
    checkWords(source, file, words, problems)
    sources.set(language, source)
    texts.set(language, text)
  }
  if (sources.size === LANGUAGES.length) checkCode(id, sources, problems)
  if (!definition || texts.size < LANGUAGES.length || problems.all.length > 0) return null
  return { definition, lesson: buildLesson(id, Number(number), definition, Object.fromEntries(texts) as Record<Language, LessonText>) }
}

/** Words of the glossary that exist, code in languages that can be coloured. */
function checkWords(source: string, file: string, words: ReadonlySet<string>, problems: LessonProblems): void {
  for (const word of new Set(glossaryWordsIn(source)))
    if (!words.has(word)) problems.add(file, lineOfText(source, `glossary:${word}`), `"${word}" is not in glossary.yml`)
  for (const block of codeBlocksIn(source))
    if (!CODE_LANGUAGES.includes(block.language)) problems.add(file, block.line, `a code block must name one of ${CODE_LANGUAGES.join(', ')}`)
}
