/** The process of a served resource, forked by the supervisor when a store needs one: owns a database server, or only knows the address of one elsewhere. */
import { createBirpc } from 'birpc'
import type { ServedFunctions, ServedNotifications } from '../../protocol/ipc.js'
import { endWithSupervisor, supervisorChannel } from '../supervised.js'
import { Served } from './served.js'

const functions: ServedFunctions = {
  acquire: (order) => served.acquire(order),
  retire: () => served.retire(),
  hold: (how) => served.hold(how),
  pulse: () => served.pulse(),
  stop: () => stop(),
}
const supervisor = createBirpc<ServedNotifications, ServedFunctions>(functions, supervisorChannel(['health', 'tried', 'owned', 'usage']))
const served = new Served({
  health: (health) => void supervisor.health(health),
  tried: (attempts) => void supervisor.tried(attempts),
  owned: (process) => void supervisor.owned(process),
  usage: (usage) => void supervisor.usage(usage),
})
const stop = endWithSupervisor('served resource', () => served.close())
