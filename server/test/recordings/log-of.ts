/** What the log of a running sandbox holds, as a page is given it. */
import type { HistoryPart } from '../../protocol/dashboard.js'
import type { Logged } from '../../protocol/recording/build.js'
import type { Sandbox } from '../support/launch.js'

/** @throws Error when the sandbox does not answer with its log */
export async function logOfSandbox({ dashboardUrl, token }: Sandbox): Promise<Logged> {
  const response = await fetch(`${dashboardUrl}/api/log`, { headers: { authorization: `Bearer ${token}` } })
  const lines = (await response.text()).split('\n').filter((line) => line !== '')
  const [first, ...parts] = lines.map((line) => JSON.parse(line) as HistoryPart)
  if (first === undefined || !('base' in first)) throw new Error(`The log was answered with ${response.status}`)
  return { base: first.base, events: parts.flatMap((part) => ('base' in part ? [] : part)) }
}
