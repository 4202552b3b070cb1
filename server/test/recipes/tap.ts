import { after, all, fresh, inFrontOf, type Recipe, tests, typesOf } from './recipe.js'

const TAP = `/** How large the body of a request says it is. */
import type { IncomingMessage } from 'node:http'

/** In bytes; null where it does not say. */
export function announcedBytes({ headers }: IncomingMessage): number | null {
  return headers['content-length'] === undefined ? null : Number(headers['content-length'])
}
`

export const addTap: Recipe = {
  heading: 'Add a tap',
  files: [
    {
      path: 'server/protocol/requests.ts',
      named: 'server/protocol/requests.ts',
      write: after(
        'export interface RequestRecord {\n',
        '  /** How large its body said it was, in bytes; null where it did not say. */\n  readonly bodyBytes: number | null\n',
      ),
    },
    { path: 'server/lesson-server/taps/announced-bytes.ts', named: 'server/lesson-server/taps/', write: fresh(TAP) },
    {
      path: 'server/lesson-server/taps/request-record.ts',
      named: 'request-record.ts',
      write: all(
        inFrontOf('import { type RequestInProgress,', "import { announcedBytes } from './announced-bytes.js'\n"),
        inFrontOf('    cookieIn,\n', '    bodyBytes: announcedBytes(req),\n'),
      ),
    },
    {
      path: 'server/protocol/unserved-request.ts',
      named: 'server/protocol/unserved-request.ts',
      write: after('  return { ', 'bodyBytes: null, '),
    },
    {
      path: 'server/lesson-server/taps/request-record.test.ts',
      named: 'request-record.test.ts',
      write: inFrontOf('  cookieIn: ', '  bodyBytes: 8,\n'),
    },
  ],
  proof: [tests('unit', 'server/lesson-server/taps/request-record.test.ts'), typesOf('server')],
}
