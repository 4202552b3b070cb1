/** The keys of a Memcached, for looking in from outside. */
import { setTimeout as sleep } from 'node:timers/promises'
import { STORES } from '../config.js'
import { why } from '../protocol/why.js'
import { MemcachedClient, MemcachedError } from '../resources/served/memcached-client.js'
import type { KeyServer } from './key-sessions.js'
import { StoreCallError } from './store-call-error.js'

export const MEMCACHED_LABEL = 'Memcached'
/** How long connect-memcached lets a session live whose cookie has no date: its own default. */
const DEFAULT_TTL_SECONDS = 86_400
/** A life longer than this the server takes for a time since 1970 (protocol.txt, "Expiration times"). */
const LONGEST_TTL_SECONDS = 30 * 86_400
/** With which the package's client marks what it has made into JSON, and makes into an object again. */
const FLAG_JSON = 2
/** Names that are handed on together. */
const BATCH = 1_000
const BUSY_MS = 20

/** A connection that is made anew when it was lost, and the keys behind it. */
export interface MemcachedKeys extends KeyServer {
  /** Does it list its keys? Versions since 1.6 do, unless they were told not to. */
  listsKeys(): Promise<boolean>
  close(): void
}

/** What it takes at most, key and all, unless its administrator has said otherwise (`-I`). */
export function tooLarge(): StoreCallError {
  return new StoreCallError(MEMCACHED_LABEL, why('value-too-large', { megabytes: 1 }, 'the session is larger than the 1 MB that it takes.'))
}

export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && /too large|greater than 1048576/i.test(error.message)
}

export function memcachedKeys(url: string): MemcachedKeys {
  let connecting: Promise<MemcachedClient> | null = null
  let last: MemcachedClient | null = null
  let isClosed = false
  const client = async (): Promise<MemcachedClient> => {
    if (isClosed) throw new Error('The store is closed.')
    if (last?.isOpen) return last
    connecting ??= MemcachedClient.connect(url, STORES.probeDeadlineMs).finally(() => {
      connecting = null
    })
    last = await connecting
    if (isClosed) last.close()
    return last
  }
  return {
    async listsKeys() {
      try {
        // One name is enough.
        for await (const _some of MemcachedClient.keys(url, '', STORES.probeDeadlineMs)) return true
        return true
      } catch (error) {
        if (error instanceof MemcachedError && !isBusy(error)) return false
        return true
      }
    },
    async *names(prefix) {
      let names: string[] = []
      for await (const some of patientKeys(url, prefix)) {
        names.push(...some)
        if (names.length < BATCH) continue
        yield names
        names = []
      }
      if (names.length > 0) yield names
    },
    async read(keys) {
      const held = await (await client()).read(keys)
      return held.map((value) => value && { text: value.text, ttlMs: value.ttlSeconds === null ? null : value.ttlSeconds * 1000 })
    },
    async write(key, text, ttlSeconds) {
      const ttl = ttlSeconds ?? DEFAULT_TTL_SECONDS
      const exptime = ttl <= LONGEST_TTL_SECONDS ? ttl : Math.floor(Date.now() / 1000) + ttl
      await (await client()).write(key, text, FLAG_JSON, exptime).catch((error: unknown) => {
        throw error instanceof MemcachedError && isTooLarge(error) ? tooLarge() : error
      })
    },
    remove: async (keys) => (await client()).remove(keys),
    total: async () => (await client()).totalKeys(),
    seconds: (lifeMs) => Math.floor(lifeMs / 1000),
    // Rounded down where it is written and where it is told, by a clock that moves once a second.
    roundingMs: 3_500,
    close() {
      isClosed = true
      last?.close()
    },
  }
}

/** It walks through its keys for one at a time only, and tells so at once. */
async function* patientKeys(url: string, prefix: string): AsyncGenerator<readonly string[]> {
  for (const until = performance.now() + STORES.probeDeadlineMs; ; ) {
    try {
      yield* MemcachedClient.keys(url, prefix, STORES.probeDeadlineMs)
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
      await sleep(BUSY_MS)
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof MemcachedError && error.message.startsWith('BUSY')
}
