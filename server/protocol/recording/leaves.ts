/** Goes through every text of a recording, and every key that is not the sandbox's own, by the types of the protocol. */
import { isRecord, misfit } from './check.js'
import { MASKS, type Mask } from './masks.js'
import type { Shape, Shapes } from './shape.js'

/** @param key of what it stands at; '' in a list @returns what stands there instead */
export type Visit = (text: unknown, mask: Mask, key: string) => unknown
type Walk = (value: unknown, visit: Visit, key: string) => unknown

const BY_FIELD = new Map<string, Mask>()
for (const [mask, fields] of Object.entries(MASKS) as [Mask, readonly string[]][]) for (const field of fields) BY_FIELD.set(field, mask)

/** How what stands at a place is masked: by the place itself, else by the field alone. null: the table does not say. */
function maskAt(place: string): { readonly mask: Mask; readonly by: string } | null {
  const field = place.slice(place.search(/[^.]*$/)).replaceAll('[]', '')
  for (const by of [place, field.replace(/^.*\[[^\]]*\](?=.)/, '')]) {
    const mask = BY_FIELD.get(by)
    if (mask !== undefined) return { mask, by }
  }
  return null
}

/** Goes through what is of one of these types. A text of which the table does not say how it is masked is taken for one that somebody typed. */
export function walkerOf(name: string, shapes: Shapes): (value: unknown, visit: Visit) => unknown {
  const named = new Map<string, Walk>()
  const walk = compile({ ref: name }, name)
  return (value, visit) => walk(value, visit, '')

  function compile(shape: Shape, place: string): Walk {
    if (shape === 'string' || shape === 'json' || (typeof shape === 'object' && 'prefix' in shape)) {
      const mask = maskAt(place)?.mask ?? 'typed'
      return (value, visit, key) => visit(value, mask, key)
    }
    if (typeof shape === 'string' || 'literals' in shape) return (value) => value
    if ('ref' in shape) return reference(shape.ref)
    if ('array' in shape) {
      const of = compile(shape.array, `${place}[]`)
      return (value, visit, key) => (Array.isArray(value) ? value.map((one) => of(one, visit, key)) : value)
    }
    if ('map' in shape) return mapWalk(shape.map, place)
    if ('object' in shape) return objectWalk(shape.object, place)
    if ('by' in shape) {
      const cases = new Map(Object.entries(shape.cases).map(([value, one]) => [value, compile(one, `${place}[${value}]`)]))
      return (value, visit, key) => (isRecord(value) ? (cases.get(String(value[shape.by]))?.(value, visit, key) ?? value) : value)
    }
    const texts = shape.union.filter(isText).map((one) => compile(one, place))
    const literals = shape.union.flatMap((one) => (typeof one === 'object' && 'literals' in one ? one.literals : []))
    const lists = shape.union.filter((one) => typeof one === 'object' && 'array' in one).map((one) => compile(one, place))
    const objects = shape.union
      .filter((one) => !isText(one) && typeof one === 'object' && !('array' in one) && !('literals' in one))
      .map((one) => ({ one, walk: compile(one, place) }))
    return (value, visit, key) => {
      if (typeof value === 'string') return literals.includes(value) ? value : (texts[0]?.(value, visit, key) ?? value)
      // Of several, the one that it is.
      const which = objects.length > 1 ? objects.find(({ one }) => misfit(value, one, shapes) === null) : objects[0]
      const of = Array.isArray(value) ? lists[0] : which?.walk
      return value === null || of === undefined ? value : of(value, visit, key)
    }
  }

  function reference(to: string): Walk {
    let walk = named.get(to)
    if (walk === undefined) {
      named.set(to, (value, visit, key) => (named.get(to) as Walk)(value, visit, key))
      walk = compile(shapes[to] ?? 'json', to)
      named.set(to, walk)
    }
    return (value, visit, key) => (named.get(to) as Walk)(value, visit, key)
  }

  function mapWalk(shape: Shape, place: string): Walk {
    const keys = compile('string', `${place}{key}`)
    const of = compile(shape, `${place}{}`)
    // What may be anything is masked as a whole, its keys too.
    if (shape === 'json') return (value, visit, key) => of(value, visit, key)
    return (value, visit) =>
      isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [keys(key, visit, key), of(one, visit, key)])) : value
  }

  function objectWalk(object: Readonly<Record<string, Shape>>, place: string): Walk {
    const fields = new Map(
      Object.entries(object).map(([name, one]) => {
        const key = name.endsWith('?') ? name.slice(0, -1) : name
        return [key, compile(one, `${place}.${key}`)]
      }),
    )
    // Only what the type knows: nothing else may leave.
    return (value, visit) =>
      isRecord(value)
        ? Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (fields.has(key) ? [[key, fields.get(key)?.(one, visit, key)]] : [])))
        : value
  }
}

function isText(shape: Shape): boolean {
  return shape === 'string' || shape === 'json' || (typeof shape === 'object' && 'prefix' in shape)
}

/** Texts of these types that the table has no place for, and entries of the table that are for none. */
export function unplaced(shapes: Shapes): { readonly texts: readonly string[]; readonly entries: readonly string[] } {
  const used = new Set<string>()
  const texts = new Set<string>()
  const at = (place: string) => {
    const found = maskAt(place)
    if (found === null) texts.add(place)
    else used.add(found.by)
  }
  const look = (shape: Shape, place: string): void => {
    if (isText(shape)) at(place)
    else if (typeof shape === 'string' || 'literals' in shape || 'ref' in shape) return
    else if ('array' in shape) look(shape.array, `${place}[]`)
    else if ('map' in shape) {
      if (shape.map !== 'json') at(`${place}{key}`)
      look(shape.map, `${place}{}`)
    } else if ('object' in shape) for (const [name, one] of Object.entries(shape.object)) look(one, `${place}.${name.replace(/\?$/, '')}`)
    else if ('by' in shape) for (const [value, one] of Object.entries(shape.cases)) look(one, `${place}[${value}]`)
    else if ('union' in shape) for (const one of shape.union) look(one, place)
  }
  for (const [name, shape] of Object.entries(shapes)) look(shape, name)
  return { texts: [...texts].toSorted(), entries: [...BY_FIELD.keys()].filter((entry) => !used.has(entry)).toSorted() }
}
