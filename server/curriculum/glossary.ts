/** glossary.yml: the words that lessons explain on hover and focus. */
import { join } from 'node:path'
import type { Language } from '../protocol/language.js'
import { inEach, LANGUAGES } from '../protocol/language.js'
import type { BrokenLesson, GlossaryEntry } from '../protocol/lessons.js'
import { parseYaml, readContentFile } from './content-file.js'
import { LessonProblems } from './lesson-problem.js'
import { renderInline } from './markdown.js'

const FILE = 'glossary.yml'

/** Reads the words that are whole; what is wrong with the others goes to `broken`. */
export async function loadGlossary(folder: string, broken: BrokenLesson[]): Promise<readonly GlossaryEntry[]> {
  const problems = new LessonProblems()
  const source = await readContentFile(join(folder, FILE), FILE, problems)
  const yaml = source === null ? null : parseYaml(source, FILE, problems)
  const entries: GlossaryEntry[] = []
  for (const [id, entry] of Object.entries(isRecord(yaml?.data) ? yaml.data : {})) {
    const words = wordsOf(entry)
    if ('missing' in words) problems.add(FILE, yaml?.lineOf([id]) ?? null, `"${id}" needs a term and a definition in ${words.missing}`)
    else entries.push({ id, term: inEach(words, (word) => word.term), definition: inEach(words, (word) => renderInline(word.definition)) })
  }
  if (problems.all.length > 0) broken.push({ folder: FILE, problems: problems.all })
  return entries
}

interface Word {
  readonly term: string
  readonly definition: string
}

function wordsOf(entry: unknown): Readonly<Record<Language, Word>> | { readonly missing: Language } {
  const words = new Map<Language, Word>()
  for (const language of LANGUAGES) {
    const word = isRecord(entry) ? entry[language] : null
    if (!isRecord(word) || typeof word.term !== 'string' || typeof word.definition !== 'string') return { missing: language }
    words.set(language, { term: word.term, definition: word.definition })
  }
  return Object.fromEntries(words) as Record<Language, Word>
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
