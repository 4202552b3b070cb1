/** An error of the shop's own code: what it says, and which line of the source that learners read threw it. */
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { SourceMap } from 'node:module'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { projectRoot } from '../paths.js'
import type { ShopMistake } from '../protocol/requests.js'
import { redact } from '../redact.js'

const MESSAGE_CHARACTERS = 300
/** What learners read as the shop: `app.ts` and its variants. */
const SHOP_FILE = /^server\/lesson-server\/shop\/(?:app|variants\/[\w-]+)\.(?:js|ts)$/
/** A frame of a stack trace, as V8 writes it: "    at name (file:///…/app.js:12:34)". */
const FRAME = /^ +at (?:.*\()?((?:file:\/\/)?\/?[^()]+?):(\d+):(\d+)\)?$/
/** Paths of this machine in a message: nobody else's business. */
const MACHINE_PATH = /(?:file:\/\/)?(?:[A-Za-z]:)?[\\/](?:[^\s'"`:*?<>|\\/]+[\\/])+/g

/** By answer, so that whoever watches from outside can tell it: the shop itself keeps nothing. */
const mistakes = new WeakMap<ServerResponse, ShopMistake>()

export function noteMistake(res: ServerResponse, mistake: ShopMistake): void {
  mistakes.set(res, mistake)
}

export function mistakeOf(res: ServerResponse): ShopMistake | null {
  return mistakes.get(res) ?? null
}

/** Did the shop's own code throw it, and not what it calls? */
export function isThrownByShop(error: unknown): boolean {
  const [first] = framesOf(error)
  return first !== undefined && SHOP_FILE.test(first.file)
}

/** An error in words and by line: the innermost line of the shop's source that led to it. */
export function describeMistake(error: unknown): ShopMistake {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const frame = framesOf(error).find(({ file }) => SHOP_FILE.test(file))
  return { message: withoutPaths(redact(text)).slice(0, MESSAGE_CHARACTERS), place: frame ? sourceOf(frame) : null }
}

function withoutPaths(text: string): string {
  return text.replaceAll(pathToFileURL(projectRoot).href, '').replaceAll(projectRoot, '').replace(MACHINE_PATH, '')
}

interface StackFrame {
  /** From the project's folder on, with slashes, as in the source tree: `server/lesson-server/shop/app.js`. */
  readonly file: string
  readonly path: string
  /** From 1, as V8 counts. */
  readonly line: number
  readonly column: number
}

/** The frames of a stack trace that are files; Node's own are not. */
function framesOf(error: unknown): readonly StackFrame[] {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return stack.split('\n').flatMap((text) => {
    const [, where = '', line, column] = FRAME.exec(text) ?? []
    if (where === '' || where.startsWith('node:')) return []
    const path = where.startsWith('file:') ? fileURLToPath(where) : where
    const file = relative(projectRoot, path)
      .split(sep)
      .join('/')
      .replace(/^dist\//, '')
    return [{ file, path, line: Number(line), column: Number(column) }]
  })
}

/** The line in the source. The lesson server runs without source maps, which would cost it heap, so the map is read when it is needed. */
function sourceOf({ file, path, line, column }: StackFrame): ShopMistake['place'] {
  if (file.endsWith('.ts')) return { file, line }
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')))
    const entry = map.findEntry(line - 1, column - 1)
    if (!('originalLine' in entry)) return null
    const source = relative(projectRoot, join(path, '..', entry.originalSource))
    return { file: source.split(sep).join('/'), line: entry.originalLine + 1 }
  } catch {
    // Without its map, the built file's line would point at another one in the source.
    return null
  }
}
