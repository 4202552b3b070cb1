/**
 * `npm run viewer -- [--out FOLDER] [FILE…]`: makes a folder that shows recordings, for any web host or to be opened as a file: the viewer, and the
 * recordings that are named.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from '../paths.js'
import { spokenLanguage } from '../words/spoken-language.mjs'
import { VIEWER_WORDS } from '../words/viewer.js'
import { buildViewer, UnusableRecording } from './build-viewer.js'

const words = VIEWER_WORDS[spokenLanguage([], process.env)]
try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: 'dist/viewer' } } })
  const out = resolve(projectRoot, values.out)
  const names = await buildViewer(
    out,
    positionals.map((path) => resolve(process.env.INIT_CWD ?? process.cwd(), path)),
  )
  console.log(words.made(out))
  for (const name of names) console.log(`  ${name}: index.html?recording=${encodeURIComponent(name)}`)
} catch (error) {
  console.error(inWords(error))
  process.exitCode = 1
}

function inWords(error: unknown): string {
  if (error instanceof UnusableRecording) return words.unusable(error.file, error.fault)
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS') ? words.usage : error.message
}
