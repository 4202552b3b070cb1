/** dynalite, which speaks as DynamoDB does and keeps its tables in a LevelDB: a process of its own, which ends itself when the one that started it is gone. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { importPackage } from '../../stores/packages.js'
import type { EmbeddedServerOrder } from './database.js'
import { runEmbeddedServer, type StartedServer } from './embedded-entry.js'

interface DynaliteModule {
  /** A server that also closes its database when it is closed. */
  readonly default: (options: { readonly path?: string; readonly createTableMs: number }) => Server
}

/** What is asked to see that the database behind it can be opened. */
const TRIAL = {
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'x-amz-date': '20000101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=a/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
  },
  body: '{}',
}

async function start({ folder, port: wanted }: EmbeddedServerOrder): Promise<StartedServer> {
  const { default: dynalite } = await importPackage<DynaliteModule>('dynalite')
  // A table is there at once; by itself it would be half a second in the making, as in the cloud.
  const server = dynalite({ ...(folder === null ? {} : { path: join(folder, 'level') }), createTableMs: 0 })
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { status } = await fetch(`http://127.0.0.1:${port}/`, TRIAL)
  if (status !== 200) throw new Error('its database could not be opened.')
  return {
    port,
    async end() {
      server.closeAllConnections()
      await new Promise<unknown>((resolve) => server.close(resolve))
    },
  }
}

runEmbeddedServer('dynalite', start)
