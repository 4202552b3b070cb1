/** What a command is refused with: a code that programs go by, and Redis' own words, on which clients rely. */
export class RedisError extends Error {
  readonly code: string

  constructor(message: string, code = 'ERR') {
    super(message)
    this.code = code
  }
}

export const syntaxError = (): RedisError => new RedisError('syntax error')
export const wrongType = (): RedisError => new RedisError('Operation against a key holding the wrong kind of value', 'WRONGTYPE')
export const noSuchKey = (): RedisError => new RedisError('no such key')
export const notAnInteger = (): RedisError => new RedisError('value is not an integer or out of range')
/** @param command its full name: `get`, `client|setname` */
export const wrongArity = (command: string): RedisError => new RedisError(`wrong number of arguments for '${command}' command`)
