import { optionsInCode, type SessionOptions } from '../../../server/protocol/session-options.js'

/** The shop's source with the values of the options in force where it spreads them into `session({…})` and sets `trust proxy`. */
export function withOptions(code: string, options: SessionOptions): string {
  const inForce = code.replace(/^( *app\.set\('trust proxy', )trustProxy\)/m, (_, before: string) => `${before}${options.trustProxy})`)
  return inForce.replace(/^( *)\.\.\.options,.*$/m, (_, indent: string) => entries(optionsInCode(options), indent).trimEnd())
}

function literal(value: unknown, indent: string): string {
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&')}'`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{\n${entries(value, `${indent}  `)}${indent}}`
}

function entries(value: object, indent: string): string {
  return Object.entries(value)
    .map(([key, inner]) => `${indent}${key}: ${literal(inner, indent)},\n`)
    .join('')
}
