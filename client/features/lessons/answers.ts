/** How tasks are answered, as `lesson:answer` takes it (server/protocol/lessons.ts). Pure. */

/** Cards and their bins: "card:bin,…", sorted, so that the order of doing does not matter. */
export function writeSorting(placed: Readonly<Record<string, string>>): string {
  return Object.entries(placed)
    .map(([card, bin]) => `${card}:${bin}`)
    .sort()
    .join(',')
}

export function readSorting(answer: string | null): Readonly<Record<string, string>> {
  return Object.fromEntries((answer ?? '').split(',').flatMap((pair) => (pair.includes(':') ? [pair.split(':') as [string, string]] : [])))
}

/** The lines in the order of an answer; lines that it does not name come last. */
export function inOrder<T extends { readonly id: string }>(lines: readonly T[], answer: string | null): readonly T[] {
  const order = (answer ?? '').split(',')
  const place = ({ id }: T) => (order.includes(id) ? order.indexOf(id) : order.length)
  return [...lines].sort((a, b) => place(a) - place(b))
}

/** A list with one element moved; the same list where it cannot move. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const element = list[from]
  if (element === undefined || to < 0 || to >= list.length || from === to) return list
  const rest = list.filter((_, index) => index !== from)
  return [...rest.slice(0, to), element, ...rest.slice(to)]
}
