/**
 * What commands answer, and how it goes over the wire: RESP2, or RESP3 for a client that said HELLO 3 (https://redis.io/docs/latest/develop/reference/protocol-spec/).
 * All text here is "binary text": one character a byte (latin1), so that keys and values may hold any bytes.
 */
import { RedisError } from './redis-error.js'

/** A plain string is a bulk string, null the null bulk string. */
export type Reply = null | number | bigint | string | Status | RedisError | NullList | Pairs | Members | Verbatim | readonly Reply[]
export type RespVersion = 2 | 3

/** A word like OK. */
export class Status {
  readonly word: string

  constructor(word: string) {
    this.word = word
  }
}

/** No list at all, such as what EXEC answers when a watched key has changed. */
export class NullList {}

/** Names and what they stand for, one after the other: a map in RESP3. */
export class Pairs {
  readonly items: readonly Reply[]

  constructor(items: readonly Reply[]) {
    this.items = items
  }
}

/** A set in RESP3. */
export class Members {
  readonly items: readonly Reply[]

  constructor(items: readonly Reply[]) {
    this.items = items
  }
}

/** Text for people: INFO, CLIENT LIST. */
export class Verbatim {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export const OK = new Status('OK')
export const NULL_LIST = new NullList()

/** As binary text. @throws RangeError when it is longer than a text can be */
export function encodeReply(reply: Reply, version: RespVersion): string {
  if (reply === null) return version === 3 ? '_\r\n' : '$-1\r\n'
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if (typeof reply === 'number' || typeof reply === 'bigint') return `:${reply}\r\n`
  if (reply instanceof Status) return `+${reply.word}\r\n`
  if (reply instanceof RedisError) return `-${reply.code} ${onOneLine(reply.message)}\r\n`
  if (reply instanceof NullList) return version === 3 ? '_\r\n' : '*-1\r\n'
  if (reply instanceof Pairs)
    return version === 3 ? encodeItems(`%${reply.items.length / 2}`, reply.items, version) : encodeItems(`*${reply.items.length}`, reply.items, version)
  if (reply instanceof Members) return encodeItems(`${version === 3 ? '~' : '*'}${reply.items.length}`, reply.items, version)
  if (reply instanceof Verbatim) return version === 3 ? `=${reply.text.length + 4}\r\ntxt:${reply.text}\r\n` : encodeReply(reply.text, version)
  return encodeItems(`*${reply.length}`, reply, version)
}

function encodeItems(head: string, items: readonly Reply[], version: RespVersion): string {
  let text = `${head}\r\n`
  for (const item of items) text += encodeReply(item, version)
  return text
}

/** What a client sent may stand in an error, and an error is one line. */
function onOneLine(text: string): string {
  return text.replace(/^[\r\n]+|[\r\n]+$/g, '').replace(/[\r\n]/g, ' ')
}
