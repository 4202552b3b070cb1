/** Holds what came from elsewhere against the types of the protocol, as deep as they go. */
import { RECORDING } from './recording.js'
import type { Shape, Shapes } from './shape.js'

/** Where something is not as it has to be: `events[3].request.path`. */
export type Misfit = string

/**
 * Numbers are finite and no larger than a date can be (ECMA-262, section 21.4.1.1), since many of them are dates; no key is `__proto__`; what may be
 * anything is no deeper than RECORDING.depth. What a type does not know is passed over: nothing reads it.
 *
 * @returns the first place that does not fit; null: all of it does
 */
export function misfit(value: unknown, shape: Shape, shapes: Shapes, place = ''): Misfit | null {
  const fits = (is: boolean): Misfit | null => (is ? null : place)
  if (shape === 'string') return fits(typeof value === 'string')
  if (shape === 'number') return fits(isUsableNumber(value))
  if (shape === 'boolean') return fits(typeof value === 'boolean')
  if (shape === 'json') return jsonMisfit(value, place, RECORDING.depth)
  if ('ref' in shape) return misfit(value, shapes[shape.ref] ?? { literals: [] }, shapes, place)
  if ('literals' in shape) return fits(shape.literals.some((one) => one === value))
  if ('prefix' in shape) return fits(typeof value === 'string' && value.startsWith(shape.prefix))
  if ('union' in shape) return unionMisfit(value, shape.union, shapes, place)
  if ('array' in shape) return arrayMisfit(value, shape.array, shape.least ?? 0, shapes, place)
  if (!isRecord(value)) return place
  if ('map' in shape) return firstOf(Object.entries(value), ([key, one]) => keyMisfit(key, place) ?? misfit(one, shape.map, shapes, `${place}.${key}`))
  if ('by' in shape) {
    const which = value[shape.by]
    const found = typeof which === 'string' && Object.hasOwn(shape.cases, which) ? shape.cases[which] : undefined
    return found === undefined ? inside(place, shape.by) : misfit(value, found, shapes, place)
  }
  const strange = firstOf(Object.keys(value), (key) => keyMisfit(key, place))
  if (strange !== null) return strange
  return firstOf(Object.entries(shape.object), ([name, of]) => {
    const isOptional = name.endsWith('?')
    const key = isOptional ? name.slice(0, -1) : name
    if (!Object.hasOwn(value, key)) return isOptional ? null : inside(place, key)
    return misfit(value[key], of, shapes, inside(place, key))
  })
}

function unionMisfit(value: unknown, shapes: readonly Shape[], all: Shapes, place: string): Misfit | null {
  const misfits = shapes.map((one) => misfit(value, one, all, place))
  if (misfits.includes(null)) return null
  // The one that went furthest is what was meant.
  return misfits.reduce<string>((longest, one) => (one !== null && one.length > longest.length ? one : longest), place)
}

function arrayMisfit(value: unknown, of: Shape, least: number, shapes: Shapes, place: string): Misfit | null {
  if (!Array.isArray(value) || value.length < least) return place
  return firstOf(value.entries(), ([index, one]) => misfit(one, of, shapes, `${place}[${index}]`))
}

function jsonMisfit(value: unknown, place: string, depth: number): Misfit | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : place
  if (depth === 0 || typeof value !== 'object') return place
  if (Array.isArray(value)) return firstOf(value.entries(), ([index, one]) => jsonMisfit(one, `${place}[${index}]`, depth - 1))
  return firstOf(Object.entries(value), ([key, one]) => keyMisfit(key, place) ?? jsonMisfit(one, inside(place, key), depth - 1))
}

/** It would not be a key like others wherever somebody assigns it. */
function keyMisfit(key: string, place: string): Misfit | null {
  return key === '__proto__' ? inside(place, key) : null
}

function inside(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`
}

function firstOf<T>(values: Iterable<T>, find: (value: T) => Misfit | null): Misfit | null {
  for (const value of values) {
    const found = find(value)
    if (found !== null) return found
  }
  return null
}

const LAST_DATE_MS = 8.64e15

function isUsableNumber(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= LAST_DATE_MS
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
