/** One database server for a measurement: of a program of this machine, or an embedded one. */
import { MONGO } from '../../config.js'
import { openBinary } from '../../mongo/binary-source.js'
import { openEmbedded } from '../../mongo/embedded-source.js'
import { isOpen, type OpenSource } from '../../mongo/source.js'
import type { ServedKind } from '../../protocol/served-kinds.js'
import { loadDatabase } from '../../resources/served/databases.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import { type OpenServer, resolveServer } from '../../resources/served/resolve.js'
import { answerParent } from './answer-parent.js'

export interface DatabaseFunctions {
  /**
   * @param binary path of a mongod; null: the embedded server
   * @param dataFolder where its files go
   * @throws Error with the reason why it does not serve
   */
  openMongodb(binary: string | null, dataFolder: string): Promise<{ readonly uri: string; readonly version: string }>
  /**
   * By a program of this machine, else the embedded one.
   *
   * @param dataFolder where its files go
   * @returns its address, and what it is: "Redis 7.0.15", "PostgreSQL 15.6"
   * @throws Error with the reasons why none serves
   */
  openServed(kind: ServedKind, dataFolder: string): Promise<{ readonly url: string; readonly label: string }>
}

let source: OpenSource | null = null
let server: OpenServer | null = null

answerParent<DatabaseFunctions>(
  {
    async openMongodb(binary, dataFolder) {
      const order = { uri: null, mongodBinary: binary, dataFolder, database: MONGO.database, collection: MONGO.collection }
      const answer = await (binary === null ? openEmbedded(order) : openBinary(order, new AbortController().signal))
      if (!isOpen(answer)) throw new Error(answer.reason)
      source = answer
      return { uri: answer.uri, version: answer.version }
    },
    async openServed(kind, dataFolder) {
      const facts = SERVED_FACTS[kind]
      const order = { kind, url: null, dataFolder, space: 'sessionscope', onlyOwn: true }
      const { chosen, attempts } = await resolveServer({ order, facts, database: await loadDatabase(kind), calledOff: new AbortController().signal }, null)
      if (chosen === null) throw new Error(attempts.map(({ reason }) => reason).join(' '))
      server = chosen
      return { url: chosen.url, label: `${chosen.source === 'embedded' ? 'embedded ' : ''}${facts.label} ${chosen.version}` }
    },
  },
  async () => {
    await source?.process?.stop()
    await server?.owned?.stop()
  },
)
