/** PROTOCOL.md holds: every command and field is in it, and its sample session is what really happens. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { projectRoot } from '../../paths.js'
import { commandSchema } from '../../protocol/commands.js'
import { PROTOCOL_VERSION } from '../../protocol/dashboard.js'
import { launch } from '../support/launch.js'

const text = readFileSync(join(projectRoot, 'server/protocol/PROTOCOL.md'), 'utf8')

describe('the table of commands', () => {
  const rows = new Map([...text.matchAll(/^\| `([a-z]+:[a-z-]+)` +\|([^|]*)\|/gm)].map(([, type = '', fields = '']) => [type, fields]))

  test('has exactly the commands that the schema knows', () => {
    expect([...rows.keys()].sort()).toEqual(commandSchema.options.map((option) => option.shape.type.value).sort())
  })

  test.each(commandSchema.options.map((option) => [option.shape.type.value, option] as const))('%s names its fields', (type, option) => {
    const { type: _type, ...fields } = option.shape as Record<string, z.ZodType>
    for (const name of Object.keys(fields)) expect(rows.get(type)).toContain(`\`${name}\``)
  })
})

test('names the protocol’s version', () => {
  expect(text).toContain(`\`protocol\` = ${PROTOCOL_VERSION}`)
})

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
