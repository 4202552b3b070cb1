/** Links that come from elsewhere. They are read and nothing more: what they hold is done by whoever has looked at it. */
import { inflateRawSync } from 'node:zlib'
import { LIMITS } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import { isRecord } from '../../protocol/recording/check.js'
import { TRACE_VERSIONS, type Trace } from '../../protocol/trace.js'
import { LINK_VERSIONS, linkCodeIn } from '../../protocol/trace-link.js'
import { traceSchema } from '../../protocol/trace-schema.js'
import type { Handlers } from './context.js'

export const linkCommands: Handlers<'link:read'> = {
  'link:read': async ({ link }, { log }) => {
    const trace = readLink(link)
    const { store, shop } = trace.configuration
    const { launch, store: stores } = log.state
    if (!stores.available.some(({ kind }) => kind === store))
      throw new ProblemError('unknown-store', `The link is for the store "${store}", which this sandbox does not have.`, { store })
    if (!launch.shops.some(({ name }) => name === shop))
      throw new ProblemError('unknown-shop', `The link is for the shop "${shop}", which this sandbox does not have.`, { shop })
    return trace
  },
}

/**
 * The trace in a link, or in the code of one.
 *
 * @throws ProblemError `bad-link`: what is wrong with it
 */
export function readLink(text: string): Trace {
  const code = linkCodeIn(text)
  if (code.length > LIMITS.linkCharacters)
    throw badLink('link-too-long', `It is longer than ${LIMITS.linkCharacters} characters, and no link of Sessionscope is.`)
  if (!/^[\w-]{2,}$/.test(code)) throw badLink('no-link', 'There is no link of Sessionscope in it: nothing with "#try=" and letters behind it.')
  if (!LINK_VERSIONS.includes(code.charAt(0))) throw otherVersion()
  const held = jsonOf(code.slice(1))
  if (isRecord(held) && typeof held.version === 'number' && !TRACE_VERSIONS.includes(held.version)) throw otherVersion()
  const parsed = traceSchema.safeParse(held)
  // What JSON leaves out is not there, and never undefined.
  if (parsed.success) return parsed.data as Trace
  const [issue] = parsed.error.issues
  const detail = `${issue?.path.join('.') || 'trace'}: ${issue?.message ?? 'it does not fit'}`.slice(0, 200)
  throw badLink('link-content', `What is in it cannot be used (${detail}).`, detail)
}

function jsonOf(base64url: string): unknown {
  const packed = Buffer.from(base64url, 'base64url')
  let text: string
  try {
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: LIMITS.linkBytes, info: true }) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    if (engine.bytesWritten !== packed.length) throw badLink('link-cut-off', DAMAGED)
    text = new TextDecoder('utf-8', { fatal: true }).decode(buffer)
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof ProblemError) throw error
    if (error instanceof RangeError) throw badLink('link-too-large', `Unpacked, it is larger than ${LIMITS.linkBytes} bytes, and no link of Sessionscope is.`)
    throw badLink('link-cut-off', DAMAGED)
  }
}

const DAMAGED = 'It is damaged: a part is missing, or was changed. Copy it again, whole, from where you have it.'

function otherVersion(): ProblemError {
  return badLink('link-version', 'Another version of Sessionscope made it. Ask for it anew, or bring both to the same version.')
}

function badLink(reason: string, why: string, detail = ''): ProblemError {
  return new ProblemError('bad-link', `This link cannot be opened. ${why}`, { reason, detail })
}
