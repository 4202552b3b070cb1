/** What a lesson may ask for: predicates over observed state, as they stand in lesson.yml. */
import { z } from 'zod'
import { sessionOptionsPatch } from '../protocol/session-options-schema.js'
import type { WantedCrowd, WantedEvent, WantedRequest } from '../protocol/verdicts.js'

/** What can be asked for is what can be put into words (protocol/verdicts.ts): a field here that is none there does not compile, nor one that is forgotten. */
type Fields<T> = Readonly<Record<keyof T, z.ZodType>>

const cookieKind = z.enum(['none', 'good', 'unsigned', 'bad-signature', 'malformed'])

export const requestPattern = z
  .strictObject({
    who: z.string().describe('you, other, or the id of a virtual browser (browser:alice). Left out: anyone but the crowd'),
    method: z.enum(['GET', 'POST']),
    path: z.string().describe('Path without its query'),
    status: z.number().int(),
    cookie: z.union([cookieKind, z.array(cookieKind).min(1)]).describe('What the session middleware made of the cookie that came'),
    setCookie: z.boolean().describe('Did the answer carry the session cookie?'),
    newSession: z.boolean().describe('Was the session ID generated in this request?'),
    store: z.enum(['hit', 'miss', 'saved', 'touched', 'destroyed', 'nothing']).describe('hit and miss: what reading answered; nothing: no store operation'),
    loggedIn: z.boolean().describe('isLoggedIn in the session at the end of the request'),
    cart: z.number().int().describe('The exact number of lines in the cart at the end of the request'),
    storeKind: z.string().describe('Kind of the store that served it'),
    outcome: z.enum(['answered', 'failed', 'aborted', 'cut-off']),
    crossSite: z
      .enum(['link', 'form', 'fetch', 'fetch-with-credentials', 'fetch-untold', 'preflight', 'frame', 'other'])
      .describe('A page of another site set it off, by this'),
    sessionCookie: z.enum(['attached', 'withheld']).describe('Of such a request: did the session cookie go along?'),
    otherSiteGets: z
      .enum(['readable', 'unreadable', 'depends', 'framed', 'not-framed', 'passed', 'held-back'])
      .describe('Of such a request: what that page was given of the answer'),
    fromCache: z.boolean().describe('Did a cache at the proxy answer, instead of the shop?'),
  } satisfies Fields<WantedRequest>)
  .partial()

export const eventPattern = z
  .strictObject({
    kind: z.enum(['started', 'death', 'switched', 'configured', 'cleared', 'swept']),
    reason: z.enum(['launch', 'restart', 'after-death', 'heap-limit']).describe('started: why').optional(),
    cause: z.enum(['out-of-memory', 'killed', 'crashed', 'watchdog']).describe('death: of what').optional(),
    to: z.string().describe('switched: kind of the new store').optional(),
    carryOver: z.boolean().optional(),
    options: sessionOptionsPatch.describe('configured: these options, with these values').optional(),
  } satisfies Fields<WantedEvent>)
  .describe('Something that happened to the sandbox; a refused switch does not count')

const comparator = z.union([z.string(), z.number(), z.boolean(), z.null(), z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() })])

const crowdPattern = z.strictObject({
  users: z.number().int().min(1).describe('The least number of users done'),
  store: z.string().optional(),
  outcome: z.enum(['done', 'cancelled', 'server-went-away', 'failed']).optional(),
  heapGrowthMb: z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() }).optional(),
  newSessions: z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() }).describe('Sessions stored during the run').optional(),
} satisfies Fields<WantedCrowd>)

const moment = z.union([z.strictObject({ request: requestPattern }), z.strictObject({ event: eventPattern })])

/** The leaves: each is worded as one expected and one observed sentence. */
const leaf = z.union([
  z.strictObject({ request: requestPattern, times: z.number().int().min(1).max(1000).default(1).describe('The least number of such requests') }),
  z.strictObject({ event: eventPattern }),
  z.strictObject({ never: requestPattern }).describe('No such request since the step began'),
  z
    .strictObject({
      inOrder: z.array(moment).min(2),
      sameSession: z.boolean().default(false).describe('All requests of the sequence carry or get one session ID'),
    })
    .describe('These, one after the other'),
  z.strictObject({ differentSessions: z.array(z.string()).min(2) }).describe('These browsers hold different session IDs, each known to the store'),
  z.strictObject({ state: z.record(z.string(), comparator) }).describe('Facts about now; facts.ts lists their names'),
  z.strictObject({ crowd: crowdPattern }).describe('A crowd that ended since the step began'),
  z.strictObject({ answer: z.string() }).describe('any, right (sort, assemble), or the id of a choice'),
])

export type CheckLeaf = z.output<typeof leaf>
export type RequestPattern = z.output<typeof requestPattern>
export type EventPattern = z.output<typeof eventPattern>
export type MomentPattern = z.output<typeof moment>
export type CrowdPattern = z.output<typeof crowdPattern>

/** A check: one leaf, or several that must all hold (at the same time). */
export const checkSchema = z.union([leaf, z.strictObject({ all: z.array(leaf).min(1) })])
export type Check = z.output<typeof checkSchema>

/** The leaves of a check. */
export function leavesOf(check: Check): readonly CheckLeaf[] {
  return 'all' in check ? check.all : [check]
}
