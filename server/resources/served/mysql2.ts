/** The driver of MySQL and MariaDB, `mysql2` 3 with promises, as far as it is used here. Read from its documentation and its source. */
import type { EventEmitter } from 'node:events'
import { importPackage } from '../../stores/packages.js'

export interface MysqlQuery {
  readonly sql: string
  readonly values?: readonly unknown[] | undefined
  /** How long the driver waits for an answer. */
  readonly timeout?: number
}

/** Of a statement that gives no rows. */
export interface MysqlChanged {
  readonly affectedRows: number
}

export interface MysqlQueries {
  query<Result = readonly Readonly<Record<string, unknown>>[]>(query: MysqlQuery): Promise<[Result, unknown]>
  end(): Promise<void>
}

export interface MysqlConnection extends MysqlQueries, EventEmitter {
  /** Says no farewell. */
  destroy(): void
}

export interface MysqlOptions {
  readonly uri: string
  readonly connectTimeout: number
  readonly connectionLimit?: number
}

export interface Mysql2 {
  createConnection(options: MysqlOptions): Promise<MysqlConnection>
  createPool(options: MysqlOptions): MysqlQueries
}

/** @throws ProblemError `package-missing` */
export async function loadMysql(): Promise<Mysql2> {
  return (await importPackage<{ readonly default: Mysql2 }>('mysql2/promise')).default
}
