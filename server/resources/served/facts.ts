/** What is the same in every launch about the database servers that can be found or started. The supervisor knows this much of them, and loads no driver. */
import type { ServedKind } from '../../protocol/served-kinds.js'

export interface ServedFacts {
  /** A proper name, the same in every language. */
  readonly label: string
  /** The environment variable that may hold an address. */
  readonly variable: string
  /** Other variables in which an address of this kind is often found, looked at after that one; with schemes: one of these only. */
  readonly alsoIn?: readonly { readonly variable: string; readonly schemes?: readonly string[] }[]
  /** What an address without a scheme is one of, without the colon; left out: there are none without. */
  readonly scheme?: string
  /** An example of such an address. */
  readonly form: string
  /** Where one listens on 127.0.0.1 if nobody said otherwise. */
  readonly usualPort: number
  /** How to get a real one: an English sentence. */
  readonly toGetOne: string
  /** An embedded server stands in where there is no real one. */
  readonly hasEmbedded: boolean
}

export const SERVED_FACTS: Readonly<Record<ServedKind, ServedFacts>> = {
  redis: {
    label: 'Redis',
    variable: 'REDIS_URL',
    form: 'redis://user:password@host:6379 or rediss://host:6379',
    usualPort: 6379,
    toGetOne: 'Install Redis or start one (`docker run -p 127.0.0.1:6379:6379 redis`), then look for it again.',
    hasEmbedded: true,
  },
  postgres: {
    label: 'PostgreSQL',
    variable: 'DATABASE_URL',
    form: 'postgres://user:password@host:5432/database',
    usualPort: 5432,
    toGetOne: 'Install PostgreSQL or start one (`docker run -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres`), then look for it again.',
    hasEmbedded: true,
  },
  mysql: {
    label: 'MySQL',
    variable: 'MYSQL_URL',
    alsoIn: [{ variable: 'DATABASE_URL', schemes: ['mysql', 'mariadb'] }],
    form: 'mysql://user:password@host:3306/database',
    usualPort: 3306,
    toGetOne:
      'Install MySQL or MariaDB, or start one (`docker run -p 127.0.0.1:3306:3306 -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 mariadb`), then look for it again.',
    hasEmbedded: false,
  },
  memcached: {
    label: 'Memcached',
    variable: 'MEMCACHED_URL',
    alsoIn: [{ variable: 'MEMCACHE_SERVERS' }],
    scheme: 'memcached',
    form: 'memcached://host:11211 or host:11211',
    usualPort: 11_211,
    toGetOne: 'Install Memcached or start one (`docker run -p 127.0.0.1:11211:11211 memcached`), then look for it again.',
    hasEmbedded: false,
  },
  dynamodb: {
    label: 'DynamoDB',
    variable: 'AWS_ENDPOINT_URL_DYNAMODB',
    form: 'http://localhost:8000 or https://key:secret@dynamodb.eu-central-1.amazonaws.com',
    usualPort: 8000,
    toGetOne: 'Start DynamoDB Local (`docker run -p 127.0.0.1:8000:8000 amazon/dynamodb-local`), then look for it again.',
    hasEmbedded: true,
  },
}
