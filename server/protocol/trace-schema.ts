/** Reads a trace that comes from elsewhere: a command, a link, a file. What it may hold is said by its type (trace.ts). */
import { z } from 'zod'
import { LIMITS } from '../config.js'
import { FAULT_IDS, FAULTS, type FaultId, type FaultSettings, settingsOf } from './faults.js'
import { sessionOptionsPatch } from './session-options-schema.js'
import { TRACE_VERSION, TRACE_VERSIONS, type Trace } from './trace.js'

/** Those that a trace may hold. */
const WIRE_FAULTS = FAULT_IDS.filter((fault) => FAULTS[fault].place === 'wire')

type WireFaults = { readonly [Id in FaultId]?: FaultSettings }
export const wireFaultsSchema = z
  .strictObject(Object.fromEntries(WIRE_FAULTS.map((fault) => [fault, settingsSchema(fault).optional()])))
  .describe('What is done on the wire to the store, by name, each with all its settings') as unknown as z.ZodType<WireFaults, WireFaults>

const configuration = z.strictObject({
  store: z.string().min(1).max(40).describe('Kind of a store, as the state lists it'),
  shop: z.string().min(1).max(40).describe('Name of a shop, as the state lists it (`launch.shops`)'),
  options: sessionOptionsPatch.describe('Those that are not as at the start of a launch'),
  faults: wireFaultsSchema,
})

const act = z.strictObject({
  browser: z
    .number()
    .int()
    .min(0)
    .max(LIMITS.traceBrowsers - 1),
  method: z.enum(['GET', 'POST']),
  path: z
    .string()
    .max(LIMITS.pathCharacters)
    .regex(/^\/(?!\/)[\x21\x22\x24-\x7E]*$/, 'a path of the shop: "/", "/slow"'),
  form: z
    .string()
    .max(LIMITS.formCharacters)
    .regex(/^[\x21-\x7E]*$/, 'a form, urlencoded: "item=dune"')
    .optional(),
  pauseMs: z.number().int().min(0).max(LIMITS.tracePauseMs),
  overlaps: z
    .array(
      z
        .number()
        .int()
        .min(1)
        .max(LIMITS.traceActs - 1),
    )
    .min(1)
    .max(LIMITS.traceActs - 1)
    .optional(),
  forgets: z.literal(true).optional(),
})

/** A trace, whoever made it. */
export const traceSchema = z
  .strictObject({
    version: z
      .number()
      .refine((version) => TRACE_VERSIONS.includes(version), `1 or ${TRACE_VERSION}`)
      .transform(() => TRACE_VERSION),
    configuration,
    browsers: z.array(z.string().trim().min(1).max(LIMITS.nameLength)).min(1).max(LIMITS.traceBrowsers),
    acts: z.array(act).min(1).max(LIMITS.traceActs),
  })
  .refine(({ browsers, acts }) => acts.every(({ browser }) => browser < browsers.length), 'an act is of a browser that there is not')
  .refine(
    ({ acts }) => acts.every(({ overlaps = [] }, place) => overlaps.every((back) => back <= place)),
    'an act goes along with one that there is not',
  ) as unknown as z.ZodType<Trace, Trace>

function settingsSchema(fault: FaultId) {
  return z.strictObject(Object.fromEntries(settingsOf(fault).map(([name, { min, max }]) => [name, z.number().int().min(min).max(max)])))
}
