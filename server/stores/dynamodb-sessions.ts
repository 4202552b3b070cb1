/** Looks at the sessions of connect-dynamodb from outside, and writes them as it does (its lib/connect-dynamodb.js, version 3.0). */
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import type { Attribute, AwsDynamo, DynamoClient, Item } from '../resources/served/dynamodb-client.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { cookieExpiry, literalPattern, parseSession, sessionRow } from './session-json.js'

/** As the package has it. */
const PREFIX = 'sess:'
/** Not the name of a session: it begins otherwise. */
const MARK: Item = { id: { S: 'carry-over' } }
/** Without a date of its own, a session lives this long. */
const DEFAULT_LIFE_S = 24 * 3600
/** The most that DynamoDB takes at once (its developer guide, "Quotas"). */
const GET_AT_ONCE = 100
const WRITE_AT_ONCE = 25
/** Sessions that stand for all. */
const SAMPLE = 20
/** After how long what DynamoDB had no time for is asked again, and how many times at most. */
const AGAIN_MS = 50
const ATTEMPTS = 10

/** A touch of a session that is not there makes an item without one. */
const SESSIONS_ONLY = {
  FilterExpression: 'begins_with(#id, :prefix) AND attribute_exists(#sess)',
  ExpressionAttributeNames: { '#id': 'id', '#sess': 'sess' },
  ExpressionAttributeValues: { ':prefix': { S: PREFIX } },
}

export class DynamoSessions {
  readonly #aws: AwsDynamo
  readonly #client: DynamoClient
  readonly #table: string

  constructor(aws: AwsDynamo, client: DynamoClient, table: string) {
    this.#aws = aws
    this.#client = client
    this.#table = table
  }

  /** Waits until the table can be used: in the cloud, one is seconds in the making. */
  async whenActive(): Promise<void> {
    for (;;) {
      const { Table } = await this.#client.send(new this.#aws.DescribeTableCommand({ TableName: this.#table }))
      if (Table?.TableStatus === 'ACTIVE' || Table?.TableStatus === 'UPDATING') return
      await sleep(AGAIN_MS)
    }
  }

  async *ids(): AsyncGenerator<string> {
    for await (const page of this.#pages({ ProjectionExpression: '#id' })) for (const item of page) yield idOf(item)
  }

  async *#pages(options: Readonly<Record<string, unknown>> = {}): AsyncGenerator<readonly Item[]> {
    let after: Item | undefined
    do {
      const input = { TableName: this.#table, ConsistentRead: true, Limit: STORES.copyBatch, ...SESSIONS_ONLY, ...options, ExclusiveStartKey: after }
      const { Items = [], LastEvaluatedKey } = await this.#client.send(new this.#aws.ScanCommand(input))
      yield Items
      after = LastEvaluatedKey
    } while (after !== undefined)
  }

  /** @param total how many there are */
  async list({ search, offset, limit }: SessionsQuery, total: () => number): Promise<SessionsPage> {
    const pattern = search === '' ? null : literalPattern(search)
    const until = performance.now() + LIMITS.searchMs
    const rows: SessionRow[] = []
    let [scanned, matches] = [0, 0]
    for await (const page of this.#pages()) {
      for (const item of page) {
        if (pattern !== null && !(pattern.test(idOf(item)) || pattern.test(textOf(item.sess)))) continue
        matches += 1
        if (matches > offset && rows.length < limit) rows.push(rowOf(item))
      }
      scanned += page.length
      if (pattern === null && rows.length === limit) break
      if (pattern !== null && (scanned >= LIMITS.searchScan || performance.now() > until)) return { rows, offset, total: null }
    }
    return { rows, offset, total: pattern === null ? total() : matches }
  }

  async read(id: string): Promise<StoredSession | null> {
    const { Item: item } = await this.#client.send(new this.#aws.GetItemCommand({ TableName: this.#table, Key: keyOf(id), ConsistentRead: true }))
    if (item === undefined || item.sess === undefined) return null
    const plain = Object.entries(item).map(([name, value]) => [name, 'N' in value ? Number(value.N) : value.S])
    const document = { ...Object.fromEntries(plain), sess: parse(item) ?? textOf(item.sess) }
    return { id, document, form: 'item', where: this.#table, bytes: bytesOf(item), expiresAt: expiryOf(item) }
  }

  async *entries(): AsyncGenerator<readonly CarriedSession[]> {
    for await (const page of this.#pages()) {
      const live = page.flatMap(carried)
      if (live.length > 0) yield live
    }
  }

  async pick(ids: readonly string[]): Promise<readonly CarriedSession[]> {
    const found: CarriedSession[] = []
    for (const part of partsOf(ids, GET_AT_ONCE)) {
      let keys: readonly Item[] = part.map(keyOf)
      for (let attempt = 0; keys.length > 0; attempt++) {
        if (attempt > 0) await again(attempt)
        const { Responses, UnprocessedKeys } = await this.#client.send(
          new this.#aws.BatchGetItemCommand({ RequestItems: { [this.#table]: { Keys: keys, ConsistentRead: true } } }),
        )
        found.push(...(Responses?.[this.#table] ?? []).filter(({ sess }) => sess !== undefined).flatMap(carried))
        keys = UnprocessedKeys?.[this.#table]?.Keys ?? []
      }
    }
    return found
  }

  async put(sessions: readonly CarriedSession[]): Promise<void> {
    await this.#write(sessions.map((session) => ({ PutRequest: { Item: itemOf(session) } })))
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#write(ids.map((id) => ({ DeleteRequest: { Key: keyOf(id) } })))
  }

  /** Also removes what a touch has left of sessions that were gone. @returns how many sessions there were */
  async clear(onBatch: () => void = () => undefined): Promise<number> {
    let removed = 0
    for await (const page of this.#pages({ FilterExpression: 'begins_with(#id, :prefix)', ProjectionExpression: '#id, #sess' })) {
      onBatch()
      await this.remove(page.map(idOf))
      removed += page.filter(({ sess }) => sess !== undefined).length
    }
    return removed
  }

  /** Removes the table. */
  async drop(): Promise<void> {
    await this.#client.send(new this.#aws.DeleteTableCommand({ TableName: this.#table }))
  }

  /** A few requests at the same time, each with as many as it takes. */
  async #write(requests: readonly unknown[]): Promise<void> {
    const parts = partsOf(requests, WRITE_AT_ONCE)
    for (const atOnce of partsOf(parts, STORES.callsAtOnce / 5)) await Promise.all(atOnce.map((part) => this.#writeBatch(part)))
  }

  async #writeBatch(requests: readonly unknown[]): Promise<void> {
    let left = requests
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt > 0) await again(attempt)
      const { UnprocessedItems } = await this.#client.send(new this.#aws.BatchWriteItemCommand({ RequestItems: { [this.#table]: left } }))
      left = UnprocessedItems?.[this.#table] ?? []
    }
  }

  async isStale(): Promise<boolean> {
    const { Item: item } = await this.#client.send(new this.#aws.GetItemCommand({ TableName: this.#table, Key: MARK, ConsistentRead: true }))
    return item !== undefined
  }

  async markStale(stale: boolean): Promise<void> {
    const { PutItemCommand, DeleteItemCommand } = this.#aws
    await this.#client.send(stale ? new PutItemCommand({ TableName: this.#table, Item: MARK }) : new DeleteItemCommand({ TableName: this.#table, Key: MARK }))
  }

  /** Of a few sessions that stand for all. */
  async averageBytes(): Promise<number | null> {
    for await (const page of this.#pages({ Limit: SAMPLE })) {
      if (page.length > 0) return page.reduce((sum, item) => sum + bytesOf(item), 0) / page.length
    }
    return null
  }
}

/** @throws Error when it has been asked often enough */
async function again(attempt: number): Promise<void> {
  if (attempt >= ATTEMPTS) throw new Error('it takes no more at the moment. Wait, or give its table a higher capacity.')
  await sleep(AGAIN_MS * attempt)
}

function partsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}

function textOf(attribute: Attribute | undefined): string {
  return attribute !== undefined && 'S' in attribute ? attribute.S : ''
}

function idOf({ id }: Item): string {
  return textOf(id).slice(PREFIX.length)
}

function keyOf(id: string): Item {
  return { id: { S: `${PREFIX}${id}` } }
}

function itemOf({ id, json }: CarriedSession): Item {
  const expiresAt = cookieExpiry(parseSession(json) ?? {})
  const now = Date.now()
  // As the package counts it: the life that is left, from the second that has begun.
  const expires = Math.floor(now / 1000) + (expiresAt === null ? DEFAULT_LIFE_S : (expiresAt - now) / 1000)
  return { ...keyOf(id), expires: { N: JSON.stringify(expires) }, type: { S: 'connect-session' }, sess: { S: json } }
}

/** A number takes a byte for two of its digits, and one more: that is a date in seconds, to the ms. */
const DATE_BYTES = 8

/** Names and values, as DynamoDB measures an item (its developer guide, "Item sizes and formats"). */
function bytesOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + ('N' in value ? DATE_BYTES : Buffer.byteLength(value.S)), 0)
}

/** What somebody else has put there may be no JSON. */
function parse({ sess }: Item): Readonly<Record<string, unknown>> | null {
  try {
    return parseSession(textOf(sess))
  } catch {
    return null
  }
}

function rowOf(item: Item): SessionRow {
  return sessionRow(idOf(item), parse(item) ?? {}, bytesOf(item), expiryOf(item))
}

/** The attribute counts: `touch` moves it, and leaves the session as it is. While nobody has touched it, it is the cookie's date, or up to a second less. */
function expiryOf(item: Item): number | null {
  const { expires } = item
  const cookieAt = cookieExpiry(parse(item) ?? {})
  if (expires === undefined || !('N' in expires)) return cookieAt
  const at = Number(expires.N) * 1000
  return cookieAt !== null && cookieAt - at > -10 && cookieAt - at <= 1_010 ? cookieAt : Math.round(at)
}

function carried(item: Item): readonly CarriedSession[] {
  const data = parse(item)
  const expiresAt = expiryOf(item)
  if (data === null || (expiresAt !== null && expiresAt <= Date.now())) return []
  const id = idOf(item)
  // A session that was touched since it was saved: wherever it goes, its cookie is all that tells how long it lives.
  const cookieAt = cookieExpiry(data)
  if (cookieAt === null || expiresAt === null || cookieAt === expiresAt) return [{ id, json: textOf(item.sess) }]
  return [{ id, json: JSON.stringify({ ...data, cookie: { ...(data.cookie as object), expires: new Date(expiresAt).toISOString() } }) }]
}
