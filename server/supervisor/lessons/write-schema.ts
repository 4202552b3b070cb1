/** `npm run lessons:schema`: writes lessons/lesson.schema.json, by which editors help while one writes a lesson.yml. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemaText } from '../../curriculum/json-schema.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { lessonsFolder } from '../../paths.js'
import { SCRIPT_WORDS } from '../../words/npm-scripts.js'
import { spokenLanguage } from '../../words/spoken-language.mjs'

const path = join(lessonsFolder, 'lesson.schema.json')
writeFileSync(path, schemaText(SHOPS.map(({ name }) => name)))
console.log(SCRIPT_WORDS[spokenLanguage(process.argv.slice(2), process.env)].written(path))
