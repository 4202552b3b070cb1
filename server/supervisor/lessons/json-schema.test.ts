import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { schemaText } from '../../curriculum/json-schema.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { lessonsFolder } from '../../paths.js'

const text = schemaText(SHOPS.map(({ name }) => name))

test('lessons/lesson.schema.json is what the schema gives', () => {
  const written = readFileSync(join(lessonsFolder, 'lesson.schema.json'), 'utf8')
  expect(written, 'run "npm run lessons:schema" and commit what it writes').toBe(text)
})

test('it describes what an author fills in', () => {
  const schema = JSON.parse(text) as { properties: Record<string, { description?: string }>; required: string[]; additionalProperties: boolean }
  expect(schema.required).toEqual(['minutes', 'setup', 'controls', 'steps'])
  expect(schema.additionalProperties).toBe(false)
  for (const [name, property] of Object.entries(schema.properties)) expect(property.description, name).toBeTruthy()
})
