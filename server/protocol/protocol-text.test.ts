/** PROTOCOL.md is whole: every command and field is in it. That its sample session happens, a test of the whole proves. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { projectRoot } from '../paths.js'
import { commandSchema } from './commands.js'
import { PROTOCOL_VERSION } from './dashboard.js'

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
