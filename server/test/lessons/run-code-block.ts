/** Runs the code that a lesson shows, as an ES module in a process of its own. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../../paths.js'

const BOUND_MS = 20_000
const ALLOWED = ['express', 'express-session', 'connect-mongodb-session', 'mongodb', 'node:crypto']
const prelude = pathToFileURL(join(projectRoot, 'server/test/lessons/code-block-prelude.mjs')).href

/** Why a block does not run, and in which of its lines (from 1); null: it does. */
export interface BlockFailure {
  readonly line: number | null
  readonly reason: string
}

/** @param mongodbUri what the block finds as `mongodbUri` */
export async function runCodeBlock(code: string, mongodbUri: string): Promise<BlockFailure | null> {
  const foreign = [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)['"]([^'"]+)['"]/g)].find(([, name = '']) => !ALLOWED.includes(name))
  if (foreign) return { line: lineAt(code, foreign.index), reason: `it imports "${foreign[1]}"; a block may import ${ALLOWED.join(', ')}` }

  const child = spawn(process.execPath, ['--import', prelude, '--input-type=module'], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, BLOCK_MONGODB_URI: mongodbUri },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-8_000)
  })
  child.stdin.end(`${code}\nawait endOfBlock()\n`)
  const timer = setTimeout(() => child.kill('SIGKILL'), BOUND_MS)
  const exit = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  if (exit === 0) return null
  if (exit === null) return { line: null, reason: `it had not ended after ${BOUND_MS} ms` }
  const line = Number(/\[eval1\]:(\d+)/.exec(printed)?.[1]) || null
  const reason = /^\w*(?:Error|Exception)\b.*$/m.exec(printed)?.[0] ?? (printed.trim() || `it ended with code ${exit}`)
  return { line, reason }
}

function lineAt(code: string, index: number): number {
  return code.slice(0, index).split('\n').length
}
