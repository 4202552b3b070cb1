/** lesson.yml: its shape, with a description of each field for editors (lessons/lesson.schema.json is made from it). */
import { z } from 'zod'
import { LIMITS, MONGO, SETTINGS } from '../config.js'
import { BALANCER_RULES } from '../protocol/balancer.js'
import { commandSchema } from '../protocol/commands.js'
import { FAULT_IDS, FAULTS, type FaultId, settingsOf } from '../protocol/faults.js'
import { CONTROLS } from '../protocol/lessons.js'
import { sessionOptionsPatch } from '../protocol/session-options-schema.js'
import { checkSchema } from './check-schema.js'

const control = z.enum(CONTROLS).describe('A place on the page')
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words with dashes')
const storeKind = z.string().min(1).max(40).describe('Kind of a store: memory, mongodb')

/** One act of a solution: a command of the protocol as it stands there, an answer to the step's task, or waiting until something is so. */
export const actSchema = z.union([
  commandSchema,
  z.strictObject({ answer: z.string() }).describe('Answers the task of the step'),
  z.strictObject({ until: checkSchema, atMostSeconds: z.number().min(1).max(120).default(30) }).describe('Waits until this is so'),
])
export type Act = z.output<typeof actSchema>

const task = z.union([
  z.strictObject({ predict: z.array(slug).min(2).max(5).describe('Ids of the choices, in order; their texts stand in the Markdown') }),
  z.strictObject({
    sort: z.strictObject({
      bins: z.array(slug).min(2).max(4).describe('Ids of the bins, in order'),
      cards: z.record(slug, slug).describe('Card: the bin where it belongs'),
    }),
  }),
  z.strictObject({
    assemble: z
      .array(z.strictObject({ id: slug, code: z.string().max(200) }))
      .min(2)
      .max(10)
      .describe('Lines of code in the right order; shown shuffled'),
  }),
])

const step = z.strictObject({
  id: slug.describe('The heading of the step in the Markdown files is "## id: Title"'),
  point: control.optional().describe('What the step is about: highlighted, scrolled into view'),
  watch: z.array(control).max(3).default([]).describe('What else the reader is to look at: it stays in sight beside what the step points at'),
  task: task.optional().describe('What the reader does besides using the sandbox: predict, sort or assemble'),
  answersGuess: slug
    .optional()
    .describe('Id of the step before whose guess this one answers: its list then says what to do, and what comes of it only once it was seen'),
  check: checkSchema.describe('When this is so, the step is done, however it came about'),
  solution: z.array(actSchema).min(1).describe('Makes the check pass: replayed by "show me" and by the tests'),
  wrong: z
    .array(
      z.strictObject({
        acts: z.array(actSchema).min(1),
        seen: z.string().min(1).describe('Part of the English sentence that then says what was seen'),
        spoils: z
          .boolean()
          .default(true)
          .describe('The tests start the lesson over after these acts. false, where the way back takes long: the solution works after them as well'),
      }),
    )
    .min(1)
    .describe('Plausible, and must not pass: each is replayed by the tests in a fresh opening of the lesson'),
})

/** The settings of one fault, each within its bounds. */
const settingsSchema = (fault: FaultId) =>
  z.strictObject(
    Object.fromEntries(
      settingsOf(fault).map(([name, { unit, min, max, usual }]) => [name, z.number().int().min(min).max(max).default(usual).describe(`In ${unit}`)]),
    ),
  )

/** What may be done to the way of a request, each with its settings. */
const faults = z.strictObject(Object.fromEntries(FAULT_IDS.map((fault) => [fault, settingsSchema(fault).optional().describe(`At the ${FAULTS[fault].place}`)])))

/** @param shops names of the shops that there are, which the curriculum itself cannot know */
export const lessonSchema = (shops: readonly string[]) =>
  z.strictObject({
    minutes: z.number().int().min(1).max(30).describe('How long it takes a beginner'),
    setup: z
      .strictObject({
        store: storeKind.default('memory').describe('Store that is in use at the beginning'),
        shop: z.enum(shops).default('standard').describe('Which shop runs: the textbook, or one that does something otherwise'),
        options: sessionOptionsPatch.default({}).describe('Options of session({...}); those left out are as at the start'),
        heapLimitMb: z
          .number()
          .int()
          .min(LIMITS.minHeapLimitMb)
          .max(LIMITS.maxHeapLimitMb)
          .default(SETTINGS.heapLimitMb)
          .describe('Heap limit of the lesson server, in MB'),
        sweeperSeconds: z
          .number()
          .int()
          .min(1)
          .max(60)
          .default(MONGO.ttlMonitorMs / 1000)
          .describe('How often the sweeper of a MongoDB that the sandbox runs itself passes while the lesson is open; one elsewhere passes every 60 s'),
        servers: z.number().int().min(1).max(LIMITS.instances).default(1).describe('Lesson servers behind the proxy: the second one runs as the first does'),
        balancer: z.enum(BALANCER_RULES).default('turns').describe('How the proxy chooses between two servers'),
        faults: faults.default({}).describe('What is done to the way of a request, last of all: "wire-delay: { set: 1000 }"; {} where a fault has no settings'),
        browsers: z
          .array(z.string().min(1).max(LIMITS.nameLength))
          .max(LIMITS.virtualBrowsers)
          .default(['Alice', 'Bob'])
          .describe('Virtual browsers, with empty jars'),
      })
      .describe('How the lesson finds the sandbox. All sessions are forgotten'),
    stores: z.array(storeKind).min(1).default(['memory']).describe('Stores that the lesson needs'),
    controls: z.array(control).min(1).describe('Controls that matter in this lesson'),
    steps: z.array(step).min(2).max(9).describe('Each with its words in en.md and pt-BR.md'),
  })

export type LessonDefinition = z.output<ReturnType<typeof lessonSchema>>
export type StepDefinition = LessonDefinition['steps'][number]
