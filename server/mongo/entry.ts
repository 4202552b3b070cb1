/** The database process, forked by the supervisor: owns a mongod or the embedded server, or only knows the address of a MongoDB elsewhere. */
import { createBirpc } from 'birpc'
import type { DatabaseFunctions, DatabaseNotifications } from '../protocol/ipc.js'
import { keepSecrets } from '../redact.js'
import { endWithSupervisor, supervisorChannel } from '../resources/supervised.js'
import { Database } from './database.js'

// mongodb-memory-server prints why a server did not start; here that is the reason of an attempt, and the terminal is the supervisor's.
console.warn = () => {}

// A proxy's address may hold a password too, and a download that fails tells of it.
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'MONGOMS_DOWNLOAD_MIRROR', 'MONGOMS_DOWNLOAD_URL']) keepSecrets(process.env[name])

const functions: DatabaseFunctions = {
  acquire: (order) => database.acquire(order),
  lookForForeign: (order) => database.lookForForeign(order),
  sweepEvery: (seconds) => database.sweepEvery(seconds),
  retire: () => database.retire(),
  hold: (how) => database.hold(how),
  download: () => database.download(),
  cancelDownload: () => database.cancelDownload(),
  pulse: () => database.pulse(),
  stop: () => stop(),
}
const supervisor = createBirpc<DatabaseNotifications, DatabaseFunctions>(functions, supervisorChannel(['health', 'owned', 'download', 'usage', 'swept']))
const database = new Database({
  health: (health) => void supervisor.health(health),
  owned: (process) => void supervisor.owned(process),
  download: (state) => void supervisor.download(state),
  usage: (usage) => void supervisor.usage(usage),
  swept: (pass) => void supervisor.swept(pass),
})
// A mongod that is left after its time is ended by mongodb-memory-server's killer.
const stop = endWithSupervisor('database process', () => database.close())
