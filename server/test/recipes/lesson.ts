import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lessonsFolder } from '../../paths.js'
import { type Recipe, tests } from './recipe.js'

export const writeLesson: Recipe = {
  heading: 'Write a lesson',
  files: ['lesson.yml', 'en.md', 'pt-BR.md'].map((file) => ({
    path: `lessons/99-once-more/${file}`,
    named: file,
    write: () => readFileSync(join(lessonsFolder, '02-the-claim-ticket', file), 'utf8'),
  })),
  proof: [tests('unit', 'server/curriculum/load.test.ts')],
}
