import { optionsInCode, type SessionOptions } from '../../../server/protocol/session-options.js'

/** The options of `session({…})` as one writes them in JavaScript. */
export function optionsCode(options: SessionOptions): string {
  return `const options = ${literal(optionsInCode(options))}`
}

function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&')}'`
  if (typeof value !== 'object' || value === null) return String(value)
  const deeper = `${indent}  `
  const lines = Object.entries(value).map(([key, inner]) => `${deeper}${key}: ${literal(inner, deeper)},\n`)
  return `{\n${lines.join('')}${indent}}`
}
