import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collector: (() => void) | null = null

/** `gc()` without starting the process with --expose-gc: the flag holds for contexts that are made after it is set. */
export function collectGarbage(): void {
  if (!collector) {
    setFlagsFromString('--expose-gc')
    const exposed: unknown = runInNewContext('gc')
    setFlagsFromString('--no-expose-gc')
    if (typeof exposed !== 'function') throw new Error('This Node.js does not expose its garbage collector')
    collector = () => exposed()
  }
  collector()
}
