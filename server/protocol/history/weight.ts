/** About how many bytes a value takes in memory. For bounds, not for balances: strings and numbers count, and something for each object. */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length
  if (typeof value !== 'object' || value === null) return 8
  let bytes = 32
  if (Array.isArray(value)) for (const item of value) bytes += weigh(item)
  else for (const name in value) bytes += 8 + weigh((value as Record<string, unknown>)[name])
  return bytes
}
