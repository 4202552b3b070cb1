/** `npm run lessons:schema`: writes lessons/lesson.schema.json, by which editors help while one writes a lesson.yml. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemaText } from '../../curriculum/json-schema.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { lessonsFolder } from '../../paths.js'

const path = join(lessonsFolder, 'lesson.schema.json')
writeFileSync(path, schemaText(SHOPS.map(({ name }) => name)))
console.log(`Wrote ${path}`)
