/** From LIMITS.minHeapLimitMb to LIMITS.maxHeapLimitMb. */
const HEAP_CHOICES_MB = [64, 96, 128, 256, 512]

const MB = 1024 * 1024

/** Heap limits to choose from, in MB, the one in force among them. */
export function heapChoicesMb(limitBytes: number): readonly number[] {
  return [...new Set([...HEAP_CHOICES_MB, Math.round(limitBytes / MB)])].sort((a, b) => a - b)
}
