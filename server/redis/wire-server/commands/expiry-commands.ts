/** When keys expire. */
import type { Call, Command } from '../command-types.js'
import { readMoment, type TimeUnit } from '../expiry-time.js'
import { RedisError } from '../redis-error.js'
import type { Reply } from '../replies.js'

const NOT_THERE = -2
const STAYS = -1

export const expiryCommands = {
  expire: (call) => expire(call, { inSeconds: true, isMoment: false }),
  pexpire: (call) => expire(call, { inSeconds: false, isMoment: false }),
  expireat: (call) => expire(call, { inSeconds: true, isMoment: true }),
  pexpireat: (call) => expire(call, { inSeconds: false, isMoment: true }),
  // To the nearest second.
  ttl: (call) => remaining(call, (at) => Math.floor((Math.max(0, at - Date.now()) + 500) / 1000)),
  pttl: (call) => remaining(call, (at) => Math.max(0, at - Date.now())),
  expiretime: (call) => remaining(call, (at) => Math.floor((at + 500) / 1000)),
  pexpiretime: (call) => remaining(call, (at) => at),
  persist: ({ keys, args: [key = ''] }) => {
    const expiresAt = keys.get(key)?.expiresAt ?? null
    if (expiresAt === null) return 0
    keys.setExpiry(key, null)
    return 1
  },
} as const satisfies Readonly<Record<string, Command>>

function expire({ name, keys, args: [key = '', time = '', ...options] }: Call, unit: TimeUnit): Reply {
  const flags = new Set<string>()
  for (const option of options) {
    const flag = option.toUpperCase()
    if (!['NX', 'XX', 'GT', 'LT'].includes(flag)) throw new RedisError(`Unsupported option ${option}`)
    flags.add(flag)
  }
  if (flags.has('NX') && flags.size > 1) throw new RedisError('NX and XX, GT or LT options at the same time are not compatible')
  if (flags.has('GT') && flags.has('LT')) throw new RedisError('GT and LT options at the same time are not compatible')
  const at = readMoment(time, unit, name)
  const entry = keys.get(key)
  if (entry === undefined) return 0
  // A key that stays is taken to expire after every other.
  const current = entry.expiresAt
  if (flags.has('NX') && current !== null) return 0
  if (flags.has('XX') && current === null) return 0
  if (flags.has('GT') && (current === null || at <= current)) return 0
  if (flags.has('LT') && current !== null && at >= current) return 0
  if (at <= Date.now()) keys.delete(key)
  else keys.setExpiry(key, at)
  return 1
}

function remaining({ keys, args: [key = ''] }: Call, measure: (at: number) => number): Reply {
  const entry = keys.get(key)
  if (entry === undefined) return NOT_THERE
  return entry.expiresAt === null ? STAYS : measure(entry.expiresAt)
}
