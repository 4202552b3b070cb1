/** The catalogue of session stores, checked as it is read. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { projectRoot } from '../../paths.js'
import { type CatalogueEntry, FAMILIES, NOT_TRIED, SEEN, STORE_POINTS } from '../../protocol/store-catalogue.js'

const text = z.string().min(1)

const results = z.partialRecord(z.enum(STORE_POINTS), z.union([z.enum(['kept', 'not-asked']), z.array(z.enum(SEEN)).min(1)]))

const entrySchema = z
  .strictObject({
    name: text,
    onTheList: z.boolean(),
    version: text.nullable(),
    released: z.strictObject({ date: z.iso.date(), by: z.enum(['changelog', 'newest-file', 'at-the-latest']) }).nullable(),
    licence: text.nullable(),
    family: z.enum(FAMILIES),
    database: text.nullable(),
    node: text.nullable(),
    installsOnNode20: z.boolean().nullable(),
    weight: z.strictObject({ packages: z.number().int().positive(), megabytes: z.number().nonnegative() }).nullable(),
    drivers: z.array(text),
    builds: z.array(text),
    runsHere: text.nullable(),
    tried: z.enum(['yes', 'stand-in', 'fake-client', 'no']),
    whyNot: z.enum(NOT_TRIED).optional(),
    about: z.strictObject({ en: text, 'pt-BR': text }),
    contract: results,
    here: results.optional(),
  })
  .refine(
    ({ version, released, licence, node }) => version !== null || (released ?? licence ?? node) === null,
    'what is known of a package is known of a version of it',
  )
  .refine(({ tried, whyNot }) => (tried === 'no') === (whyNot !== undefined), 'what was not tried says why, and nothing else does')
  .refine(({ tried, contract }) => (tried === 'no') === (Object.keys(contract).length === 0), 'what was tried has results, and nothing else has')

/** @throws where a line of the file cannot be what it claims */
export function readCatalogue(): readonly CatalogueEntry[] {
  const file: unknown = JSON.parse(readFileSync(join(projectRoot, 'catalogue', 'stores.json'), 'utf8'))
  return z.array(entrySchema).parse(file) as readonly CatalogueEntry[]
}

/** Did it keep every promise that it was asked for? null: nothing was tried. Whether the process ends by itself is not held against it. */
export function brokenPoints({ contract }: CatalogueEntry): readonly string[] {
  return STORE_POINTS.filter((point) => point !== 'end' && Array.isArray(contract[point]))
}
