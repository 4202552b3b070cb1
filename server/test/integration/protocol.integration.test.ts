/** PROTOCOL.md holds: its sample session is what really happens. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../paths.js'
import { launch } from '../support/launch.js'

const text = readFileSync(join(projectRoot, 'server/protocol/PROTOCOL.md'), 'utf8')

test('the sample session happens as it is written', async () => {
  const sandbox = await launch()
  await sandbox.until('it runs', ({ server }) => server.phase === 'running')
  const steps = [...text.matchAll(/^\$ (curl .*)\n(.+)$/gm)].map(([, command = '', answer = '']) => ({ command, answer }))
  expect(steps.length).toBeGreaterThanOrEqual(8)
  for (const { command, answer } of steps) {
    const line = command.replaceAll('$DASHBOARD', sandbox.dashboardUrl).replaceAll('$TOKEN', sandbox.token)
    expect(await runCurl(line), command).toMatchObject(expected(JSON.parse(answer)) as object)
  }
}, 60_000)

/** Does what curl would do with such a line: the machine need not have one. */
async function runCurl(line: string): Promise<unknown> {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '')
  const valuesOf = (flag: string) => words.flatMap((word, index) => (word === flag ? [words[index + 1] ?? ''] : []))
  const headers = Object.fromEntries(valuesOf('-H').map((header) => header.split(': ', 2) as [string, string]))
  const [body] = valuesOf('-d')
  const url = words.find((word) => word.startsWith('http')) ?? ''
  return (await fetch(url, { headers, ...(body === undefined ? {} : { method: 'POST', body }) })).json()
}

/** `"…"` stands for anything. */
function expected(value: unknown): unknown {
  if (value === '…') return expect.anything()
  if (Array.isArray(value)) return value.map(expected)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expected(inner)]))
}
