/** `npm run lessons:schema`: writes lessons/lesson.schema.json, by which editors help while one writes a lesson.yml. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lessonsFolder } from '../paths.js'
import { schemaText } from './json-schema.js'

const path = join(lessonsFolder, 'lesson.schema.json')
writeFileSync(path, schemaText())
console.log(`Wrote ${path}`)
