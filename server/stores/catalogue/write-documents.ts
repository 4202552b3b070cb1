/** Writes the catalogue of stores as documents: `npm run stores:docs`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from '../../paths.js'
import { LANGUAGES } from '../../protocol/language.js'
import { catalogueDocument, documentPath } from './document.js'
import { readCatalogue } from './entries.js'

const entries = readCatalogue()
for (const language of LANGUAGES) {
  const path = join(projectRoot, documentPath(language))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, catalogueDocument(entries, language))
  process.stdout.write(`Wrote ${path}\n`)
}
