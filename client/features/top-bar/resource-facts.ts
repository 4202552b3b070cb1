import type { ResourceKind, SourceAttempt } from '../../../server/protocol/resources.js'
import type { ServedKind } from '../../../server/protocol/served-kinds.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import type { Why } from '../../../server/protocol/why.js'

/** A database that is somewhere: MongoDB, or one of the served ones. */
export type DatabaseKind = 'mongodb' | ServedKind

interface Facts {
  /** A proper name, the same in every language. */
  readonly label: string
  /** Where an address may stand. */
  readonly variable: string
  /** What starts a real one, in a terminal. */
  readonly docker: string
}

/** What the page says of each kind of database, whatever it does in this launch. */
export const DATABASES: Readonly<Record<DatabaseKind, Facts>> = {
  mongodb: { label: 'MongoDB', variable: 'MONGODB_URI', docker: 'docker compose up -d mongodb' },
  redis: { label: 'Redis', variable: 'REDIS_URL', docker: 'docker run -p 127.0.0.1:6379:6379 redis' },
  postgres: {
    label: 'PostgreSQL',
    variable: 'DATABASE_URL',
    docker: 'docker run -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres',
  },
  mysql: {
    label: 'MySQL',
    variable: 'MYSQL_URL',
    docker: 'docker run -p 127.0.0.1:3306:3306 -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 mariadb',
  },
  memcached: { label: 'Memcached', variable: 'MEMCACHED_URL', docker: 'docker run -p 127.0.0.1:11211:11211 memcached' },
  dynamodb: { label: 'DynamoDB', variable: 'AWS_ENDPOINT_URL_DYNAMODB', docker: 'docker run -p 127.0.0.1:8000:8000 amazon/dynamodb-local' },
}

export function isDatabase(resource: ResourceKind): resource is DatabaseKind {
  return resource in DATABASES
}

/** Which database serves, from where, and how it is: in one shape for all of them. */
export interface DatabaseView extends Facts {
  readonly kind: DatabaseKind
  readonly phase: 'idle' | 'resolving' | 'up' | 'down'
  /** Of the four places, in the order tried; null: none serves. */
  readonly source: Source | null
  readonly attempts: readonly { readonly source: Source; readonly outcome: SourceAttempt['outcome']; readonly why: Why }[]
  readonly why: Why | null
  readonly version: string | null
  readonly address: string | null
  readonly rssBytes: number | null
  /** It was there before, and nobody has said yet that it may be used; `collections`: those with somebody’s documents that would be used, too. */
  readonly toAsk: { readonly collections: readonly string[] } | null
}

export const SOURCES = ['given', 'usual-port', 'program', 'embedded'] as const
export type Source = (typeof SOURCES)[number]

const OF_MONGODB: Readonly<Record<NonNullable<Snapshot['mongo']['source']>, Source>> = {
  uri: 'given',
  local: 'usual-port',
  binary: 'program',
  embedded: 'embedded',
}

/** An attempt as a reason that has words. */
function whyOf({ code, params, reason }: SourceAttempt): Why {
  return { code, params: params ?? {}, message: reason }
}

export function viewOf({ mongo, resources }: Pick<Snapshot, 'mongo' | 'resources'>, kind: DatabaseKind): DatabaseView {
  if (kind === 'mongodb') {
    const { phase, source, attempts, why, version, shownUri, rssBytes, database, foreign } = mongo
    return {
      ...DATABASES.mongodb,
      kind,
      phase,
      source: source && OF_MONGODB[source],
      attempts: attempts.map((attempt) => ({ source: OF_MONGODB[attempt.source], outcome: attempt.outcome, why: whyOf(attempt) })),
      why,
      version,
      address: shownUri,
      rssBytes,
      toAsk: foreign.length === 0 ? null : { collections: foreign.map((collection) => `${database}.${collection}`) },
    }
  }
  const { phase, source, attempts, why, version, shown, rssBytes, isFound, isAllowed } = resources[kind]
  return {
    ...DATABASES[kind],
    kind,
    phase,
    source,
    attempts: attempts.map((attempt) => ({ source: attempt.source, outcome: attempt.outcome, why: whyOf(attempt) })),
    why,
    version,
    address: shown,
    rssBytes,
    toAsk: isFound && !isAllowed ? { collections: [] } : null,
  }
}
