/**
 * `npm run viewer -- [--out FOLDER] [FILE…]`: makes a folder that shows recordings, for any web host or to be opened as a file: the viewer, and the
 * recordings that are named.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from '../paths.js'
import { buildViewer } from './build-viewer.js'

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: 'dist/viewer' } } })
  const out = resolve(projectRoot, values.out)
  const names = await buildViewer(
    out,
    positionals.map((path) => resolve(process.env.INIT_CWD ?? process.cwd(), path)),
  )
  console.log(`The viewer is in ${out}: put that folder on any web host, or open its index.html.`)
  for (const name of names) console.log(`  ${name}: index.html?recording=${encodeURIComponent(name)}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
