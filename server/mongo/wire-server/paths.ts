/** Dotted paths as queries walk them: through documents, and through every element of an array on the way. */
import { type Doc, isDoc, type Maybe, MISSING, type Value } from './values.js'

export type Path = readonly string[]

export function parsePath(text: string): Path {
  return text.split('.')
}

/** Called with each value; true ends the walk. */
export type Visitor = (value: Maybe) => boolean

/**
 * Visits what a query on this path looks at: the value, or for an array each of its elements and then the array itself
 * (ElementPath and BSONElementIterator in MongoDB's matcher). MISSING where there is none, but not for an array without documents.
 *
 * @returns true when the visitor did
 */
export function visitPath(document: Doc, path: Path, visitor: Visitor, start = 0, expandLeaf = true): boolean {
  let current = document
  for (let i = start; i < path.length; i++) {
    const name = path[i] ?? ''
    if (!current.has(name)) return visitor(MISSING)
    const value = current.get(name)
    if (Array.isArray(value)) return visitArray(value, path, i + 1, visitor, expandLeaf)
    if (i === path.length - 1) return visitor(value)
    if (!isDoc(value)) return visitor(MISSING)
    current = value
  }
  return visitor(current)
}

function visitArray(array: readonly Value[], path: Path, next: number, visitor: Visitor, expandLeaf: boolean): boolean {
  if (next === path.length) {
    if (expandLeaf && array.some((element) => visitor(element))) return true
    return visitor([...array])
  }
  const name = path[next] ?? ''
  for (let index = 0; index < array.length; index++) {
    const element = array[index]
    if (isDoc(element) && visitPath(element, path, visitor, next, expandLeaf)) return true
    if (name !== String(index)) continue
    if (Array.isArray(element)) {
      if (visitArray(element, path, next + 1, visitor, expandLeaf)) return true
    } else if (next + 1 === path.length) {
      if (visitor(element)) return true
    } else if (isDoc(element) && visitPath(element, path, visitor, next + 1, expandLeaf)) return true
  }
  return false
}

/** The values of a path for an index or `distinct`: array elements one by one, null where there is none. */
export function valuesAt(document: Doc, path: Path): readonly Maybe[] {
  const values: Maybe[] = []
  let whole: readonly Value[] | null = null
  visitPath(document, path, (value) => {
    if (Array.isArray(value) && value.length > 0 && values.length > 0) whole = value
    values.push(value)
    return false
  })
  return whole ? values.filter((value) => value !== whole) : values
}
