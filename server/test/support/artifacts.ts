/** What a run of the tests leaves to be looked at: `artifacts/` of the checkout, or wherever SESSIONSCOPE_ARTIFACTS says. Never committed. */
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { projectRoot } from '../../paths.js'

/** Path of a picture there, in a folder that exists. */
export function screenshotPath(name: string): string {
  const path = join(resolve(projectRoot, process.env.SESSIONSCOPE_ARTIFACTS || 'artifacts'), 'screenshots', `${name}.png`)
  mkdirSync(dirname(path), { recursive: true })
  return path
}
