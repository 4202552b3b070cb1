/** The driver of PostgreSQL, `pg` 8, as far as it is used here. Read from its documentation and its source. */
import type { EventEmitter } from 'node:events'
import { importPackage } from '../../stores/packages.js'

export interface PgResult<Row> {
  readonly rows: Row[]
  readonly rowCount: number | null
}

export interface PgQueries {
  query<Row = Readonly<Record<string, unknown>>>(text: string, values?: readonly unknown[]): Promise<PgResult<Row>>
}

export interface PgClient extends PgQueries, EventEmitter {
  connect(): Promise<unknown>
  end(): Promise<void>
  /** The socket is in it. */
  readonly connection?: { readonly stream?: { destroy(): void } }
}

export interface PgPool extends PgQueries, EventEmitter {
  connect(): Promise<PgQueries & { release(error?: boolean): void }>
  end(): Promise<void>
}

export interface PgOptions {
  readonly connectionString: string
  readonly connectionTimeoutMillis: number
  /** How long the driver waits for an answer to a query. */
  readonly query_timeout?: number
  readonly max?: number
  readonly keepAlive?: boolean
  readonly application_name: string
}

export interface Pg {
  readonly Client: new (options: PgOptions) => PgClient
  readonly Pool: new (options: PgOptions) => PgPool
}

/** @throws ProblemError `package-missing` */
export async function loadPg(): Promise<Pg> {
  return (await importPackage<{ readonly default: Pg }>('pg')).default
}
