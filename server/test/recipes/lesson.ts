import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lessonsFolder } from '../../paths.js'
import { fresh, type Recipe, type RecipeFile, tests } from './recipe.js'

const file = (lesson: string, name: string, named = name): RecipeFile => ({
  path: `lessons/${lesson}/${name}`,
  named,
  write: fresh(readFileSync(join(lessonsFolder, '02-the-claim-ticket', name), 'utf8').replace(/^number: .*\n/m, '')),
})

export const writeLesson: Recipe = {
  heading: 'Write a lesson',
  files: ['lesson.yml', 'en.md', 'pt-BR.md'].map((name) => file('99-once-more', name)),
  proof: [tests('unit', 'server/curriculum/load.test.ts')],
}

/** A lesson that one language lacks. */
export const translateLesson: Recipe = {
  heading: 'Translate a lesson',
  given: ['lesson.yml', 'en.md'].map((name) => file('98-not-yet-in-portuguese', name)),
  files: [file('98-not-yet-in-portuguese', 'pt-BR.md', '.md')],
  proof: [tests('unit', 'server/curriculum/load.test.ts')],
}
