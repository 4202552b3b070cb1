/**
 * Does the same with each, a few at a time, in their order.
 *
 * @param work never rejects
 * @returns what came of each, in their order
 */
export async function fewAtOnce<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>()
  const waiting = items.entries()
  const worker = async () => {
    for (const [index, item] of waiting) results.set(index, await work(item))
  }
  await Promise.all(Array.from({ length: Math.min(Math.max(1, atOnce), items.length) }, worker))
  return items.map((_, index) => results.get(index) as R)
}
