/** HAR 1.2 as a schema, written from its specification (http://www.softwareishard.com/blog/har-12-spec/): fields of one's own begin with `_`. */
import { z } from 'zod'

/** @param shape the fields of the specification; any other has to begin with an underscore ("Custom fields") */
function harObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const isOwn = (key: string) => Object.hasOwn(shape, key) || key.startsWith('_')
  return z.looseObject(shape).refine((value) => Object.keys(value).every(isOwn), 'a field that HAR 1.2 does not have')
}

const comment = z.string().optional()
/** ISO 8601: `2009-07-24T19:20:30.45+01:00`. */
const dateTime = z.iso.datetime({ offset: true })
const nameValue = harObject({ name: z.string(), value: z.string(), comment })
/** "Set to -1 if the info is not available." */
const size = z.number().int().min(-1)
/** "Use -1 if the timing does not apply to the current request"; send, wait and receive "must not be -1". */
const optionalTime = z.number().min(-1).optional()

const cookie = harObject({
  name: z.string(),
  value: z.string(),
  path: z.string().optional(),
  domain: z.string().optional(),
  expires: dateTime.optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
  comment,
})

/** "text and params are mutually exclusive". */
const postData = z.union([
  harObject({ mimeType: z.string(), text: z.string(), comment }),
  harObject({ mimeType: z.string(), params: z.array(harObject({ name: z.string(), value: z.string().optional(), comment })), comment }),
])

const request = harObject({
  method: z.string().min(1),
  url: z.url().refine((url) => !url.includes('#'), 'a fragment is not part of it'),
  httpVersion: z.string(),
  cookies: z.array(cookie),
  headers: z.array(nameValue),
  queryString: z.array(nameValue),
  postData: postData.optional(),
  headersSize: size,
  bodySize: size,
  comment,
})

const response = harObject({
  status: z.number().int().min(0).max(599),
  statusText: z.string(),
  httpVersion: z.string(),
  cookies: z.array(cookie),
  headers: z.array(nameValue),
  content: harObject({
    size: z.number().int(),
    compression: z.number().int().optional(),
    mimeType: z.string(),
    text: z.string().optional(),
    encoding: z.string().optional(),
    comment,
  }),
  redirectURL: z.string(),
  headersSize: size,
  bodySize: size,
  comment,
})

const timings = harObject({
  blocked: optionalTime,
  dns: optionalTime,
  connect: optionalTime,
  send: z.number().min(0),
  wait: z.number().min(0),
  receive: z.number().min(0),
  ssl: optionalTime,
  comment,
})

const cacheState = harObject({ expires: dateTime.optional(), lastAccess: dateTime, eTag: z.string(), hitCount: z.number(), comment })

const entry = harObject({
  pageref: z.string().optional(),
  startedDateTime: dateTime,
  time: z.number().min(0),
  request,
  response,
  cache: harObject({ beforeRequest: cacheState.nullable().optional(), afterRequest: cacheState.nullable().optional(), comment }),
  timings,
  serverIPAddress: z.string().optional(),
  connection: z.string().optional(),
  comment,
  // "time = blocked + dns + connect + send + wait + receive", without those that are -1.
}).refine(({ time, timings: { blocked = -1, dns = -1, connect = -1, send, wait, receive } }) => {
  const sum = [blocked, dns, connect, send, wait, receive].filter((part) => part >= 0).reduce((total, part) => total + part, 0)
  return Math.abs(sum - time) < 1e-6
}, 'time is not the sum of the timings')

const creator = harObject({ name: z.string(), version: z.string(), comment })
const page = harObject({
  startedDateTime: dateTime,
  id: z.string(),
  title: z.string(),
  pageTimings: harObject({ onContentLoad: optionalTime, onLoad: optionalTime, comment }),
  comment,
})

export const harSchema = harObject({
  log: harObject({
    version: z.literal('1.2'),
    creator,
    browser: creator.optional(),
    pages: z.array(page).optional(),
    entries: z.array(entry),
    comment,
  }).refine(
    ({ pages = [], entries }) =>
      new Set(pages.map(({ id }) => id)).size === pages.length &&
      entries.every(({ pageref }) => pageref === undefined || pages.some(({ id }) => id === pageref)),
    'a pageref without its page, or a page twice',
  ),
})
