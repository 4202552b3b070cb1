/** Second source: a server on this machine's usual port, such as the one of docker compose. */
import { connect } from 'node:net'
import { MONGO } from '../config.js'
import type { MongodbOrder } from '../protocol/ipc.js'
import { probe } from './probe.js'
import type { Refusal, SourceAnswer } from './source.js'

const START_ONE = '`docker compose up -d mongodb` starts one.'

function refusal(code: Refusal['code'], reason: string): Refusal {
  return { kind: 'local', outcome: 'failed', code, reason }
}

/** Does anything accept a TCP connection there? The driver would retry for the whole timeout where nothing listens. */
function listens(host: string, port: number, timeoutMs: number): Promise<'yes' | 'refused' | 'no-answer'> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const done = (answer: 'yes' | 'refused' | 'no-answer') => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done('yes'))
    socket.once('timeout', () => done('no-answer'))
    socket.once('error', () => done('refused'))
  })
}

/** @param uri another address for tests; the default is 127.0.0.1:27017 */
export async function openLocal(order: MongodbOrder, uri: string = MONGO.localUri): Promise<SourceAnswer> {
  const { host, hostname, port } = new URL(uri)
  const knock = await listens(hostname, Number(port), MONGO.localProbeMs)
  if (knock === 'refused') return refusal('nothing-listens', `Nothing listens on ${host}. ${START_ONE}`)
  if (knock === 'no-answer') return refusal('no-answer', `${host} did not answer within ${MONGO.localProbeMs} ms. ${START_ONE}`)
  const address = `${uri}/?directConnection=true`
  const answer = await probe({ uri: address, database: order.database, collection: order.collection }, MONGO.localProbeMs)
  if (answer.ok) return { kind: 'local', uri: address, version: answer.version, code: 'local-answers', reason: `${host} answers.`, process: null }
  return refusal(answer.code, `What listens on ${host} cannot be used. ${answer.what} ${answer.advice}`)
}
