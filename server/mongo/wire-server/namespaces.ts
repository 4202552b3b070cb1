/** Names of databases and collections (MongoDB manual, "Naming Restrictions"). */

import type { Collection } from './collection.js'
import { CommandError } from './command-error.js'
import type { Call } from './command-types.js'
import { typeOf } from './values.js'

/** @throws CommandError InvalidNamespace */
export function checkDatabaseName(name: string): void {
  if (name === '' || /[/\\. "$\0]/.test(name) || Buffer.byteLength(name) > 63) throw new CommandError('InvalidNamespace', `Invalid database name: '${name}'`)
}

/** The namespace that a command such as `{find: 'sessions'}` is about. @throws CommandError InvalidNamespace, BadValue */
export function namespaceOf(call: Call): string {
  const value = call.command.get(call.name) ?? null
  if (typeof value !== 'string') throw new CommandError('BadValue', `collection name has invalid type ${typeOf(value).name}`)
  const namespace = `${call.database}.${value}`
  if (value === '' || value.startsWith('.') || value.includes('\0')) throw new CommandError('InvalidNamespace', `Invalid namespace specified '${namespace}'`)
  return namespace
}

/** @throws CommandError for names that nobody may write to */
export function checkWritable(namespace: string): void {
  const collection = namespace.slice(namespace.indexOf('.') + 1)
  if (collection.includes('$')) throw new CommandError('InvalidNamespace', `Invalid collection name: ${collection}`)
  if (collection.startsWith('system.') && !['system.js', 'system.users', 'system.views', 'system.profile'].includes(collection)) {
    throw new CommandError('InvalidNamespace', `Invalid system namespace: ${namespace}`)
  }
}

export function collectionOf(call: Call): Collection | undefined {
  return call.context.catalog.get(namespaceOf(call))
}
