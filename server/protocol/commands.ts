/**
 * Everything that a dashboard or a script can ask for: one validated union.
 * The same commands come over the socket (`command`) and over `POST /api/commands`.
 */

import { z } from 'zod'
import { LIMITS } from '../config.js'
import { BALANCER_RULES } from './balancer.js'
import type { BrowserState } from './browsers.js'
import { FAULT_IDS } from './faults.js'
import { LANGUAGES } from './language.js'
import type { RealBrowserId } from './requests.js'
import { SERVED_KINDS } from './served-kinds.js'
import { sessionOptionsPatch } from './session-options-schema.js'
import { traceSchema, wireFaultsSchema } from './trace-schema.js'

const browserId = z
  .string()
  .regex(/^browser:[a-z0-9-]{1,40}$/)
  .transform((id) => id as Extract<BrowserState['id'], `browser:${string}`>)
  .describe('Id of a virtual browser, as the state lists it: "browser:alice"')
const realBrowserId = z
  .string()
  .regex(/^(?:you|visitor:[0-9]{1,9})$/)
  .transform((id) => id as RealBrowserId)
  .describe('Id of a real browser, as the state lists it: "you", "visitor:1"')
const shopPath = z
  .string()
  .max(LIMITS.pathCharacters)
  .regex(/^\/[\x21\x22\x24-\x7E]*$/, 'a path of the shop: "/", "/slow"')
  .describe('A path of the shop: "/", "/slow"')
const storeKind = z.string().min(1).max(40).describe('Kind of a store, as the state lists it: "memory", "mongodb"')
const shopName = z.string().min(1).max(40).describe('Name of a shop, as the state lists it (`launch.shops`): "standard", "cart-in-app-locals"')
const sessionId = z.string().min(1).max(200)
const instanceName = z.string().regex(/^[a-z]$/)
const instance = instanceName.optional().describe('Name of a lesson server, as the state lists it: "a"; left out: the only one')

export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('store:switch'), to: storeKind, carryOver: z.boolean().default(false), allowFound: z.boolean().default(false) }),
  z.strictObject({ type: z.literal('store:clear') }).describe('Forget every session of the active store'),
  z.strictObject({ type: z.literal('store:bring-back') }).describe('Write the sessions back that were forgotten last, a few seconds ago'),
  z.strictObject({
    type: z.literal('server:restart'),
    instance,
    heapLimitMb: z.number().int().min(LIMITS.minHeapLimitMb).max(LIMITS.maxHeapLimitMb).optional().describe('New heap limit in MB; left out: as it was'),
  }),
  z.strictObject({ type: z.literal('server:kill'), instance }).describe('SIGKILL, as the machine would'),
  z.strictObject({ type: z.literal('server:configure'), instance, options: sessionOptionsPatch }).describe('Rebuild session({...}) with other options, live'),
  z.strictObject({ type: z.literal('server:shop'), instance, shop: shopName }).describe('Run another variant of the shop, live'),
  z.strictObject({ type: z.literal('instances:add') }).describe('A second lesson server beside the first, in a process of its own'),
  z.strictObject({ type: z.literal('instances:remove'), instance }).describe('Take the second lesson server away'),
  z.strictObject({ type: z.literal('instances:rolling-restart') }).describe('Restart the lesson servers, each when the one before serves again'),
  z.strictObject({ type: z.literal('balancer:choose'), rule: z.enum(BALANCER_RULES) }).describe('How the proxy chooses between two lesson servers'),
  z.strictObject({ type: z.literal('secrets:add') }).describe('A new secret in front: it signs from now on, and the others still verify'),
  z
    .strictObject({ type: z.literal('secrets:drop'), id: z.string().min(1).max(40).describe('Id of a secret, as the state lists it: "secret-1"') })
    .describe('Cookies that this secret signed are worth nothing from now on'),
  z.strictObject({ type: z.literal('server:collect'), instance }).describe('Force a garbage collection and read the memory'),
  z
    .strictObject({
      type: z.literal('server:source'),
      instance,
      shop: shopName.optional().describe('Of this shop; left out: of the one that runs'),
      store: storeKind.optional().describe('The lines that make this store; left out: the one in use'),
    })
    .describe('The source of the shop, and the options in force'),
  z.strictObject({ type: z.literal('browser:create'), name: z.string().trim().min(1).max(LIMITS.nameLength) }),
  z.strictObject({ type: z.literal('browser:remove'), browser: browserId }),
  z.strictObject({ type: z.literal('browser:visit'), browser: browserId, path: shopPath.default('/') }),
  z
    .strictObject({
      type: z.literal('browser:send'),
      browser: browserId,
      method: z.enum(['GET', 'POST']).default('GET'),
      path: shopPath,
      form: z
        .string()
        .max(LIMITS.formCharacters)
        .regex(/^[\x21-\x7E]*$/, 'a form, urlencoded: "item=dune"')
        .optional()
        .describe('A form, urlencoded; left out: it brings none'),
    })
    .describe('One request: redirects are not followed, and the files of a page are not asked for'),
  z.strictObject({ type: z.literal('browser:log-in'), browser: browserId }),
  z.strictObject({
    type: z.literal('browser:add-to-cart'),
    browser: browserId,
    item: z.string().max(LIMITS.nameLength).optional().describe('Id of a book; left out: the next one'),
  }),
  z.strictObject({ type: z.literal('browser:log-out'), browser: browserId }),
  z
    .strictObject({
      type: z.literal('browser:together'),
      browser: browserId,
      requests: z
        .array(
          z.strictObject({
            do: z.enum(['visit', 'log-in', 'add-to-cart', 'log-out']),
            item: z.string().max(LIMITS.nameLength).optional().describe('Of add-to-cart: id of a book; left out: the next one'),
            path: shopPath.optional().describe('Of visit; left out: the first page'),
          }),
        )
        .min(2)
        .max(LIMITS.togetherRequests),
    })
    .describe('Send several requests at once, as two tabs or a double click do, each with the cookies that the jar holds now'),
  z
    .strictObject({
      type: z.literal('visits:without-cookies'),
      path: shopPath.default('/'),
      visits: z.number().int().min(1).max(LIMITS.visitsWithoutCookies).default(20),
    })
    .describe('Visit the shop this many times without a cookie, as health checks and crawlers do'),
  z.strictObject({ type: z.literal('browser:forget-cookies'), browser: browserId }),
  z
    .strictObject({
      type: z.literal('browser:from-another-site'),
      browser: browserId,
      act: z.enum(['link', 'form', 'fetch', 'fetch-with-credentials', 'frame']).describe('What the page of the other site does'),
      do: z.enum(['visit', 'add-to-cart', 'log-out']).optional().describe('What it asks the shop for; left out: add-to-cart for a form, visit otherwise'),
    })
    .describe('A page of another site is in the tab, and has the browser ask the shop for something'),
  z
    .strictObject({ type: z.literal('browser:third-party-cookies'), browser: browserId, set: z.enum(['allowed', 'blocked']) })
    .describe('Whether a virtual browser sends and takes cookies of another site than that in its tab'),
  z
    .strictObject({
      type: z.literal('browser:copy-cookie'),
      from: z.union([browserId, realBrowserId]).describe('Whose session cookie'),
      to: browserId,
    })
    .describe('Lay a copy of one browser’s session cookie into another: theft, or an id that is planted before a log-in'),
  z.strictObject({ type: z.literal('browser:give-back'), browser: browserId }).describe('Take a copied cookie out again, and put back what lay there before'),
  z
    .strictObject({
      type: z.literal('browser:edit-cookie'),
      browser: browserId,
      value: z.string().max(4096).optional().describe('The new value of the session cookie, as it stands in a header'),
      flip: z
        .enum(['session-id', 'signature'])
        .optional()
        .describe('Instead of a value: change the first letter of this part from small to capital or back, so that doing it twice undoes it'),
      restore: z.literal(true).optional().describe('Instead of a value: what the shop last sent'),
    })
    .describe('Change the session cookie in the jar of a virtual browser, as one can with developer tools'),
  z
    .strictObject({
      type: z.literal('browser:try-line'),
      browser: z.union([browserId, realBrowserId]),
      line: z.string().max(LIMITS.lineCharacters).describe('The value of a Set-Cookie header, as it is to be sent'),
    })
    .describe(
      'Send a Set-Cookie line of one’s own with the shop’s next page to this browser; a virtual one asks for it at once, and once more to show what it kept',
    ),
  z.strictObject({
    type: z.literal('crowd:start'),
    users: z.number().int().min(1).max(LIMITS.crowdUsers),
    usersPerSecond: z.number().min(1).max(LIMITS.crowdUsersPerSecond).nullable().default(null).describe('null: full speed'),
    cartItems: z.number().int().min(0).max(LIMITS.crowdCartItems).default(0),
    behaviour: z.enum(['shop', 'visit']).default('shop').describe('shop: visit, log in, fill a cart; visit: one GET / without a cookie, and never back'),
  }),
  z.strictObject({ type: z.literal('crowd:cancel') }),
  z.strictObject({ type: z.literal('crowd:forget'), run: z.number().int().optional().describe('Id of a finished run; left out: all of them') }),
  z
    .strictObject({
      type: z.literal('stores:compare'),
      stores: z.array(storeKind).min(1).max(40).optional().describe('Kinds of stores; left out: all that there are'),
      allowFound: z.boolean().default(false).describe('Databases that were there before may be used, too'),
    })
    .describe('Let the same small crowd in on each store, beside the shop'),
  z.strictObject({ type: z.literal('stores:cancel-comparison') }),
  z
    .strictObject({
      type: z.literal('compare:start'),
      trace: traceSchema,
      sides: z
        .array(
          z.strictObject({
            store: storeKind.optional(),
            touch: z.enum(['as-it-is', 'withheld']).default('as-it-is').describe('withheld: express-session is not shown that the store can touch'),
            shop: shopName.optional(),
            options: sessionOptionsPatch.default({}),
            faults: wireFaultsSchema.optional(),
          }),
        )
        .min(2)
        .max(LIMITS.sides)
        .describe('What each side has otherwise than the trace'),
      speed: z.number().int().min(1).max(LIMITS.traceSpeed).default(1).describe('How many times shorter pauses are'),
      agesToo: z.boolean().default(true).describe('maxAge is shortened as well'),
      allowFound: z.boolean().default(false).describe('Databases that were there before may be used, too'),
    })
    .describe('Repeat the acts of a trace on servers of their own, side by side'),
  z.strictObject({ type: z.literal('compare:cancel') }),
  z.strictObject({ type: z.literal('lesson:trace'), lesson: z.string().min(1).max(80) }).describe('What the solution of a lesson does in the shop, as a trace'),
  z.strictObject({ type: z.literal('resource:look'), resource: z.enum(SERVED_KINDS) }).describe('Look for a database server again, best source first'),
  z.strictObject({ type: z.literal('mongo:resolve') }).describe('Look for a MongoDB again, best source first'),
  z.strictObject({ type: z.literal('mongo:download') }).describe('Download a real mongod, then use it'),
  z.strictObject({ type: z.literal('mongo:cancel-download') }),
  z
    .strictObject({
      type: z.literal('packages:install'),
      set: z.string().min(1).max(40).describe('Id of a set of packages'),
      scripts: z.boolean().default(false).describe('Let the packages run install scripts of their own'),
    })
    .describe('Install the packages of a store into the data folder'),
  z.strictObject({ type: z.literal('packages:cancel') }),
  z.strictObject({ type: z.literal('packages:remove'), set: z.string().min(1).max(40) }).describe('Remove what was installed on demand'),
  z
    .strictObject({
      type: z.literal('fault:set'),
      fault: z.enum(FAULT_IDS).describe('Name of a fault, as PROTOCOL.md lists them'),
      settings: z.record(z.string().max(40), z.number().int()).default({}).describe('Those that change; all as usual: it is undone'),
      instance: instanceName.nullable().optional().describe('The lesson server that alone is to meet it; null: all of them; left out: as it was'),
    })
    .describe('Do something to the way of a request'),
  z.strictObject({ type: z.literal('fault:undo'), fault: z.enum(FAULT_IDS) }).describe('This is as usual again'),
  z.strictObject({ type: z.literal('fault:undo-all') }).describe('All is as usual again: nothing is done to the way any more, and there is one lesson server'),
  z.strictObject({
    type: z.literal('sessions:list'),
    search: z.string().max(LIMITS.searchLength).default('').describe('Part of an id or of the content'),
    offset: z.number().int().min(0).max(10_000_000).default(0),
    limit: z.number().int().min(1).max(LIMITS.sessionsPerPage).default(50),
  }),
  z.strictObject({ type: z.literal('sessions:read'), id: sessionId }),
  z.strictObject({ type: z.literal('sessions:forget'), id: sessionId }).describe('Forget one session of the active store'),
  z.strictObject({ type: z.literal('lessons:read') }).describe('All lessons and the glossary, rendered'),
  z.strictObject({ type: z.literal('lesson:open'), lesson: z.string().min(1).max(80) }).describe('Set the sandbox up for a lesson and begin its first step'),
  z.strictObject({ type: z.literal('lesson:start-over') }).describe('Set the open lesson up again and begin its first step'),
  z.strictObject({ type: z.literal('lesson:close') }),
  z.strictObject({
    type: z.literal('lesson:answer'),
    answer: z.string().min(1).max(500).describe('Answer to the task of the step: a choice, "card:bin,…" or "line,line,…"'),
  }),
  z.strictObject({ type: z.literal('lesson:hint') }).describe('Open the next hint of the step'),
  z
    .strictObject({
      type: z.literal('lesson:show-me'),
      pauseMs: z.number().int().min(0).max(5_000).optional().describe('Between two acts; left out: slow enough to follow'),
    })
    .describe('Replay the solution of the step, visibly'),
  z.strictObject({ type: z.literal('lesson:stop-showing') }),
  z
    .strictObject({
      type: z.literal('link:read'),
      link: z.string().max(LIMITS.pastedCharacters).describe('A link with a trace, or the code behind its "#try="'),
    })
    .describe('What is in a link with a trace. Nothing of it is done'),
  z.strictObject({ type: z.literal('versions:read') }).describe('What the shop is made of, for a report'),
  z.strictObject({ type: z.literal('language:set'), language: z.enum(LANGUAGES) }),
])

/** A command as the schema gives it back: defaults filled in. */
export type ParsedCommand = z.output<typeof commandSchema>
/** A command as one writes it: fields with a default may be left out. */
export type Command = z.input<typeof commandSchema>
export type CommandType = Command['type']
