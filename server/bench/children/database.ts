/** One MongoDB for a measurement: the embedded server, or a real one from a binary of this machine. */
import { MONGO } from '../../config.js'
import { openBinary } from '../../mongo/binary-source.js'
import { openEmbedded } from '../../mongo/embedded-source.js'
import { isOpen, type OpenSource } from '../../mongo/source.js'
import { answerParent } from './answer-parent.js'

export interface DatabaseFunctions {
  /**
   * @param binary path of a mongod; null: the embedded server
   * @param dataFolder where its files go
   * @throws Error with the reason why it does not serve
   */
  open(binary: string | null, dataFolder: string): Promise<{ readonly uri: string; readonly version: string }>
}

let source: OpenSource | null = null

answerParent<DatabaseFunctions>(
  {
    async open(binary, dataFolder) {
      const order = { uri: null, mongodBinary: binary, dataFolder, database: MONGO.database, collection: MONGO.collection }
      const answer = await (binary === null ? openEmbedded(order) : openBinary(order, new AbortController().signal))
      if (!isOpen(answer)) throw new Error(answer.reason)
      source = answer
      return { uri: answer.uri, version: answer.version }
    },
  },
  async () => {
    await source?.process?.stop()
  },
)
