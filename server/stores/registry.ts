import { ProblemError } from '../protocol/problem.js'
import type { StoreAdapter } from './adapter.js'
import connectMongo from './connect-mongo-store.js'
import dynamodb from './dynamodb-store.js'
import file from './file-store.js'
import loki from './loki-store.js'
import memcached from './memcached-store.js'
import memory from './memory-store.js'
import memorystore from './memorystore-store.js'
import mongodb from './mongodb-store.js'
import mysql from './mysql-store.js'
import postgres from './postgres-store.js'
import redis from './redis-store.js'
import sqlite from './sqlite-store.js'

/** Every store that the sandbox knows, in the order in which the switch offers them. */
export const ADAPTERS: readonly StoreAdapter[] = [memory, mongodb, redis, connectMongo, file, memorystore, loki, postgres, mysql, sqlite, memcached, dynamodb]

/**
 * @param adapters where to look
 * @throws ProblemError `unknown-store`
 */
export function findAdapter(kind: string, adapters: readonly StoreAdapter[] = ADAPTERS): StoreAdapter {
  const adapter = adapters.find((candidate) => candidate.kind === kind)
  if (adapter) return adapter
  throw new ProblemError('unknown-store', `There is no session store "${kind}". Choose one of: ${adapters.map((known) => known.kind).join(', ')}.`, {
    store: kind,
  })
}
