/** DynamoDB: how one is asked. The real one is a service; DynamoDB Local, and the embedded one, speak as it does. */
import { codeOf } from '../../own-files.js'
import type { Connection, ServedDatabase } from './database.js'
import { loadDynamo, openDynamo } from './dynamodb-client.js'

const AUTH: ReadonlySet<string> = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'IncompleteSignatureException',
  'ExpiredTokenException',
  'MissingAuthenticationToken',
])

class NotDynamoError extends Error {}

const database: ServedDatabase = {
  schemes: ['http', 'https'],
  usualUrl: 'http://127.0.0.1:8000',
  load: loadDynamo,
  connect,
  refusal(error) {
    if (!(error instanceof Error)) return null
    if (error.name === 'TimeoutError') return 'late'
    if (AUTH.has(error.name)) return 'auth'
    if (error.name === 'AccessDeniedException') return 'rights'
    if (error instanceof NotDynamoError || error instanceof SyntaxError) return 'protocol'
    const code = codeOf(error)
    if (code === 'ECONNRESET' || code === 'EPIPE' || /^(HPE_|ERR_SSL|EPROTO)/.test(code)) return 'protocol'
    // An answer, and none that DynamoDB gives: its errors are named so.
    return '$metadata' in error && !error.name.endsWith('Exception') ? 'protocol' : null
  },
  program: null,
  embedded: { entry: 'resources/served/dynalite-entry', url: (port) => `http://127.0.0.1:${port}`, version: '4.0 (dynalite)' },
}
export default database

async function connect(url: string, timeoutMs: number): Promise<Connection> {
  const { ListTablesCommand } = await loadDynamo()
  const client = await openDynamo(url, timeoutMs)
  const ping = async () => {
    const { TableNames } = await client.send(new ListTablesCommand({ Limit: 1 }))
    if (!Array.isArray(TableNames)) throw new NotDynamoError('It answers, but not as DynamoDB does.')
  }
  try {
    await ping()
    // It has no version to tell.
    return { version: '', ping, close: () => client.destroy() }
  } catch (error) {
    client.destroy()
    throw error
  }
}
