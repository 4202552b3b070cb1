/** quiz.yml: the questions at the end of the last lesson, each with the step that answers it. */
import { join } from 'node:path'
import { z } from 'zod'
import type { Language } from '../protocol/language.js'
import { inEach, LANGUAGES } from '../protocol/language.js'
import type { BrokenLesson, Lesson, QuizQuestion } from '../protocol/lessons.js'
import { parseYaml, readContentFile } from './content-file.js'
import { LessonProblems } from './lesson-problem.js'
import { renderInline } from './markdown.js'
import { schemaIssues } from './schema-issues.js'

const FILE = 'quiz.yml'

const words = z.strictObject({ question: z.string().min(1), choices: z.record(z.string(), z.string().min(1)), why: z.string().min(1) })
const languages = Object.fromEntries(LANGUAGES.map((language) => [language, words])) as Record<Language, typeof words>
const questionSchema = z.strictObject({ id: z.string().min(1), back: z.string(), right: z.string(), ...languages })

/**
 * Reads the questions that are whole; what is wrong with the others goes to `broken`. A folder without the file has no quiz.
 *
 * @param lessons those that there are: a question points back to a step of one
 */
export async function loadQuiz(folder: string, lessons: readonly Lesson[], broken: BrokenLesson[]): Promise<readonly QuizQuestion[]> {
  const source = await readContentFile(join(folder, FILE), FILE, new LessonProblems())
  if (source === null) return []
  const problems = new LessonProblems()
  const yaml = parseYaml(source, FILE, problems)
  const questions: QuizQuestion[] = []
  for (const [index, entry] of (Array.isArray(yaml?.data) ? yaml.data : []).entries()) {
    const line = yaml?.lineOf([index]) ?? null
    const parsed = questionSchema.safeParse(entry)
    if (!parsed.success) {
      for (const { path, message } of schemaIssues(parsed.error)) problems.add(FILE, yaml?.lineOf([index, ...path]) ?? line, `${path.join('.')}: ${message}`)
      continue
    }
    const question = parsed.data
    const wrong = whatIsWrong(question, lessons)
    if (wrong !== null) problems.add(FILE, line, `"${question.id}": ${wrong}`)
    else questions.push(build(question))
  }
  if (problems.all.length > 0) broken.push({ folder: FILE, problems: problems.all })
  return questions
}

type Question = z.output<typeof questionSchema>

function whatIsWrong(question: Question, lessons: readonly Lesson[]): string | null {
  const { lesson, step } = placeOf(question)
  if (!lessons.some(({ id, steps }) => id === lesson && steps.some((each) => each.id === step))) return `there is no step "${question.back}" to point back to`
  const [first, ...others] = LANGUAGES.map((language) => Object.keys(question[language].choices).join())
  if (others.some((ids) => ids !== first)) return 'its choices differ between the languages'
  return first?.split(',').includes(question.right) ? null : `"${question.right}" is not one of its choices`
}

function placeOf({ back }: Question): { readonly lesson: string; readonly step: string } {
  const [lesson = '', step = ''] = back.split('/')
  return { lesson, step }
}

function build(question: Question): QuizQuestion {
  const texts = inEach(question, (each) => each)
  return {
    id: question.id,
    ...placeOf(question),
    question: inEach(texts, (text) => renderInline(text.question)),
    choices: Object.keys(texts.en.choices).map((id) => ({ id, text: inEach(texts, (text) => renderInline(text.choices[id] ?? '')) })),
    right: question.right,
    why: inEach(texts, (text) => renderInline(text.why)),
  }
}
