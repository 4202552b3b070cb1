/** Numbers with a point, as Redis adds them: as long doubles of x86, whose mantissa has 64 bits, written with 17 digits behind the point. */
import { RedisError } from './redis-error.js'

/** mantissa · 2^exponent; the mantissa has 64 bits, or is zero. */
interface LongDouble {
  readonly mantissa: bigint
  readonly exponent: number
}

const BITS = 64
const DIGITS = 17
const FLOAT = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,4}))?$/
/** Powers of ten beyond this one have more digits than anybody counts with. */
const MAX_SHIFT = 4_000

/** @throws RedisError where one is no number */
export function addFloats(text: string, increment: string): string {
  const [one, other] = [read(text), read(increment)]
  const exponent = Math.min(one.exponent, other.exponent)
  const sum = (one.mantissa << BigInt(one.exponent - exponent)) + (other.mantissa << BigInt(other.exponent - exponent))
  return write(rounded(sum, 1n, exponent))
}

function read(text: string): LongDouble {
  const [, sign, digits = '', power = '0'] = FLOAT.exec(text) ?? []
  if (sign === undefined) throw new RedisError('value is not a valid float')
  const [whole = '', fraction = ''] = digits.split('.')
  const shift = Number(power) - fraction.length
  if (Math.abs(shift) > MAX_SHIFT) throw new RedisError('value is not a valid float')
  const value = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n)
  return shift >= 0 ? rounded(value * 10n ** BigInt(shift), 1n, 0) : rounded(value, 10n ** BigInt(-shift), 0)
}

/** numerator ÷ denominator · 2^exponent, with a mantissa of 64 bits. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): LongDouble {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0 }
  const negative = numerator < 0n
  let top = negative ? -numerator : numerator
  let bottom = denominator
  let shift = lengthOf(top) - lengthOf(bottom) - BITS
  if (shift > 0) bottom <<= BigInt(shift)
  else top <<= BigInt(-shift)
  let mantissa = divide(top, bottom)
  if (lengthOf(mantissa) > BITS) {
    // One digit too many: divided anew rather than rounded twice.
    mantissa = divide(top, bottom * 2n)
    shift += 1
  }
  return { mantissa: negative ? -mantissa : mantissa, exponent: exponent + shift }
}

/** To the nearest, and to the even one of two. */
function divide(top: bigint, bottom: bigint): bigint {
  const [quotient, rest] = [top / bottom, top % bottom]
  const isUp = 2n * rest > bottom || (2n * rest === bottom && quotient % 2n === 1n)
  return isUp ? quotient + 1n : quotient
}

function lengthOf(value: bigint): number {
  return value.toString(2).length
}

function write({ mantissa, exponent }: LongDouble): string {
  const scaled = (mantissa < 0n ? -mantissa : mantissa) * 10n ** BigInt(DIGITS)
  const value = exponent >= 0 ? scaled << BigInt(exponent) : divide(scaled, 1n << BigInt(-exponent))
  const digits = value.toString().padStart(DIGITS + 1, '0')
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '')
  const text = `${digits.slice(0, -DIGITS)}${fraction === '' ? '' : `.${fraction}`}`
  return mantissa < 0n && text !== '0' ? `-${text}` : text
}
