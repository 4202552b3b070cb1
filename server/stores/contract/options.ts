import { parseArgs } from 'node:util'

export interface ContractOptions {
  /** Names of packages or kinds, as they were given. */
  readonly stores: readonly string[]
  readonly all: boolean
  readonly slow: boolean
  readonly json: boolean
  readonly write: boolean
  readonly help: boolean
}

/** @throws TypeError of Node's own for what is no option */
export function readContractOptions(argv: readonly string[]): ContractOptions {
  const flag = { type: 'boolean', default: false } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    // Whoever is asked for the language has looked at it already: words/spoken-language.mjs.
    options: { all: flag, slow: flag, json: flag, write: flag, help: flag, language: { type: 'string' } },
  })
  const { all, slow, json, write, help } = values
  return { stores: positionals, all, slow, json, write, help }
}
