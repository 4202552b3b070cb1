/** Writes the catalogue of stores as documents: `npm run stores:docs`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from '../../paths.js'
import { LANGUAGES } from '../../protocol/language.js'
import { SCRIPT_WORDS } from '../../words/npm-scripts.js'
import { spokenLanguage } from '../../words/spoken-language.mjs'
import { catalogueDocument, documentPath } from './document.js'
import { readCatalogue } from './entries.js'

const words = SCRIPT_WORDS[spokenLanguage(process.argv.slice(2), process.env)]
const entries = readCatalogue()
for (const language of LANGUAGES) {
  const path = join(projectRoot, documentPath(language))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, catalogueDocument(entries, language))
  process.stdout.write(`${words.written(path)}\n`)
}
