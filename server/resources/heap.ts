import { ok } from '../protocol/problem.js'
import type { ResourceFor } from './resource.js'

/** Nothing is needed, so there is nothing to find: it is wherever the shop runs. */
export const heap: ResourceFor<'heap'> = {
  kind: 'heap',
  label: 'Heap',
  address: { resource: 'heap' },
  state: {
    phase: 'up',
    source: 'process',
    attempts: [{ source: 'process', outcome: 'chosen', code: 'heap', reason: "The lesson server's own heap." }],
    why: null,
  },
  toGetOne: 'It is always there.',
  acquire: () => Promise.resolve(ok(null)),
  whenUp: () => Promise.resolve(),
  retire: () => Promise.resolve(ok(null)),
  stop: () => Promise.resolve(),
}
