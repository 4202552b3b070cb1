/** The kinds of database servers, each loaded only in the process that looks after one. */
import type { ServedKind } from '../../protocol/served-kinds.js'
import type { ServedDatabase } from './database.js'

const DATABASES: Readonly<Record<ServedKind, () => Promise<{ readonly default: ServedDatabase }>>> = {
  redis: () => import('./redis.js'),
  postgres: () => import('./postgres.js'),
  mysql: () => import('./mysql.js'),
  memcached: () => import('./memcached.js'),
  dynamodb: () => import('./dynamodb.js'),
}

export async function loadDatabase(kind: ServedKind): Promise<ServedDatabase> {
  return (await DATABASES[kind]()).default
}
