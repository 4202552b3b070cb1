/** Times that a command names, as moments. */
import { long, MAX_LONG, MIN_LONG } from './numbers.js'
import { RedisError } from './redis-error.js'

export interface TimeUnit {
  readonly inSeconds: boolean
  /** Epoch time, not a span from now on. */
  readonly isMoment: boolean
}

export const TIME_OPTIONS: Readonly<Record<string, TimeUnit>> = Object.freeze({
  EX: { inSeconds: true, isMoment: false },
  PX: { inSeconds: false, isMoment: false },
  EXAT: { inSeconds: true, isMoment: true },
  PXAT: { inSeconds: false, isMoment: true },
})

const outOfRange = (command: string): RedisError => new RedisError(`invalid expire time in '${command}' command`)

/** @returns epoch ms; it may have passed @throws RedisError where it is no integer, or too far away */
export function readMoment(text: string, { inSeconds, isMoment }: TimeUnit, command: string): number {
  let time = long(text)
  if (inSeconds) {
    if (time > MAX_LONG / 1000n || time < MIN_LONG / 1000n) throw outOfRange(command)
    time *= 1000n
  }
  if (isMoment) return Number(time)
  const now = BigInt(Date.now())
  if (time > MAX_LONG - now) throw outOfRange(command)
  return Number(time + now)
}

/** As SET and its like take it: not zero and not negative. @throws RedisError */
export function readPositiveMoment(text: string, unit: TimeUnit, command: string): number {
  if (long(text) <= 0n) throw outOfRange(command)
  return readMoment(text, unit, command)
}
