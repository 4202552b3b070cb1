/** How the page's JSX is compiled, for the build and for the tests alike. */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'

/** The name under which compiled JSX imports its runtime. */
const RUNTIME = 'sessionscope-jsx'

/**
 * React with the runtime of client/jsx, which gives text elements of its own.
 *
 * @param {string} client path of the folder client/
 */
export function withReact(client) {
  return {
    plugins: [react({ jsxImportSource: RUNTIME })],
    resolve: { alias: { [RUNTIME]: join(client, 'jsx') } },
  }
}
