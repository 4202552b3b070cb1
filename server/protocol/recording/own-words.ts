/** Words that are the sandbox's and its shop's own, and nobody's secret: they stay where everything that a person may have typed is replaced. */
import { CATALOGUE } from '../catalogue.js'
import { SESSION_OPTIONS } from '../session-options.js'

/** Browsers that a launch or a lesson begins with. */
const NAMES = ['Alice', 'Bob', 'Carol', 'Visitor']

/** In the shop's addresses. */
const PATHS = [
  'login',
  'logout',
  'cart',
  'me',
  'slow',
  'account',
  'api',
  'live',
  'desk',
  'health',
  'files',
  'style.css',
  'icon.svg',
  'favicon.ico',
  'item',
  'name',
  'lang',
  'en',
  'pt-BR',
  'ms',
]

/** What fields of forms and addresses are called anywhere, which says nothing about anybody. What is in them is another matter. */
const FIELDS = ['remember', 'quantity', 'token', 'id', 'q', 'search', 'page', 'sort', 'next', 'from', 'to', 'redirect', 'code', 'state', 'user', 'password']

/** What stores and express-session call what they keep, and what the shop's variants keep. */
const KEYS = [
  'cookie',
  'originalMaxAge',
  'expires',
  'maxAge',
  'httpOnly',
  'secure',
  'sameSite',
  'path',
  'domain',
  'partitioned',
  'priority',
  '_expires',
  'data',
  'isLoggedIn',
  'name',
  'cart',
  'basket',
  'flash',
  'visits',
  'deskVisits',
  'user',
  'remember',
  'rememberMe',
  'id',
  'title',
  'price',
  'quantity',
  'items',
  'lines',
  '_id',
  'session',
  'sid',
  'sess',
  'expire',
  'expired',
  'lastModified',
  'lastAccess',
  '__lastAccess',
  'meta',
  '$loki',
  'version',
  'created',
  'revision',
  'updated',
  'content',
  'createdAt',
  'updatedAt',
  'expiresAt',
  'ttl',
  '$date',
  '$oid',
  '$numberLong',
  '$numberDouble',
  '$numberInt',
  '_doc',
  'stringified',
  'session_id',
  'json',
]

const VALUES = [
  '/',
  'lax',
  'strict',
  'none',
  'Lax',
  'Strict',
  'None',
  'auto',
  'low',
  'medium',
  'high',
  'true',
  'false',
  'null',
  '***',
  '',
  'localhost',
  'tough-cookie',
]

const HOSTS = [
  'localhost',
  '127.0.0.1',
  '::1',
  '[::1]',
  '0.0.0.0',
  'http',
  'https',
  'mongodb',
  'mongodb+srv',
  'redis',
  'rediss',
  'postgres',
  'postgresql',
  'mysql',
  'memcached',
  'dynamodb',
  'sessionscope',
  'sandbox',
  'test',
  'directConnection',
  'true',
  'false',
  'null',
  '***',
  '*',
]

/** Programs that people ask the shop with. */
const AGENTS = [
  'curl',
  'wget',
  'node',
  'undici',
  'python-requests',
  'httpie',
  'postmanruntime',
  'firefox',
  'chrome',
  'safari',
  'axios',
  'insomnia',
  'go-http-client',
  'java',
]

const books = CATALOGUE.flatMap(({ id, title }) => [id, title.en, title['pt-BR']])

export const OWN = {
  words: new Set([...NAMES, ...NAMES.map((name) => name.toLowerCase()), ...books, ...VALUES, ...Object.keys(SESSION_OPTIONS)]),
  keys: new Set(KEYS),
  paths: new Set([...PATHS, ...CATALOGUE.map(({ id }) => id)]),
  /** Names of fields, beside those that are words of addresses. */
  fields: new Set([...PATHS, ...FIELDS]),
  hosts: new Set(HOSTS),
  agents: new Set(AGENTS),
} as const

/**
 * What is no JSON is cited by whoever could not read it, and may be anything that somebody sent. As V8 words it
 * (src/common/message-template.h, "kJsonParse…"): `Unexpected token 'h', ..."cart": hello"... is not valid JSON`.
 */
const CITED = /(?:\.\.\.)?"[\s\S]*"(?:\.\.\.)?(?= is not valid JSON)/g

/** The same sentence, with `mask` in place of what it cites. */
export function withoutCited(sentence: string, mask: string): string {
  return sentence.replace(CITED, `"${mask}"`)
}
