/** Reading the files of a lesson: their text, the data of a YAML file, and the line where each part stands. */
import { readFile } from 'node:fs/promises'
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import type { LessonProblems } from './lesson-problem.js'

/** @returns null when it cannot be read; then `problems` says so */
export async function readContentFile(path: string, file: string, problems: LessonProblems): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    problems.add(file, null, 'the file is missing or cannot be read')
    return null
  }
}

export interface YamlContent {
  readonly data: unknown
  /** Line, from 1, of the deepest part on the way to a path that exists. */
  lineOf(path: readonly PropertyKey[]): number | null
}

/**
 * Plain data only: no custom tags, and no aliases, since a few of those make a file of gigabytes.
 *
 * @returns null when it is not such YAML; then `problems` says where
 */
export function parseYaml(source: string, file: string, problems: LessonProblems): YamlContent | null {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, schema: 'core', prettyErrors: false })
  for (const error of document.errors) problems.add(file, lines.linePos(error.pos[0]).line, `this is not YAML: ${error.message}`)
  if (document.errors.length > 0) return null
  try {
    return { data: document.toJS({ maxAliasCount: 0 }), lineOf: (path) => lineAt(document.contents, path, lines) }
  } catch {
    problems.add(file, null, 'aliases (*name) are not allowed: write the text out where it belongs')
    return null
  }
}

/** Line, from 1, where a part of a text stands first. */
export function lineOfText(source: string, part: string): number | null {
  const at = source.indexOf(part)
  return at === -1 ? null : source.slice(0, at).split('\n').length
}

function lineAt(contents: unknown, path: readonly PropertyKey[], lines: LineCounter): number | null {
  let node = contents
  let offset: number | null = offsetOf(node)
  for (const key of path) {
    if (isMap(node) && typeof key === 'string') {
      const pair = node.items.find((item) => String(item.key) === key)
      if (!pair) break
      offset = offsetOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key]
      offset = offsetOf(node) ?? offset
    } else break
  }
  return offset === null ? null : lines.linePos(offset).line
}

function offsetOf(node: unknown): number | null {
  return (node as { range?: [number, number, number] } | null)?.range?.[0] ?? null
}
