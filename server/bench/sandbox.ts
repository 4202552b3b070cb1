import { onlyInstance } from '../protocol/instance-state.js'
import type { SandboxAddresses, SandboxFunctions } from './children/sandbox.js'
import { type Dashboard, openDashboard } from './dashboard.js'
import type { LoadTarget } from './load.js'
import { startProcess, temporaryFolder } from './processes.js'
import type { MeasuredStore } from './stores.js'

export interface Sandbox extends SandboxAddresses {
  /** One dashboard that looks on, as a learner's does. */
  readonly dashboard: Dashboard
  /** The lesson server itself. */
  readonly target: LoadTarget
  end(): Promise<void>
}

/** Starts the sandbox on a store, with one dashboard connected. */
export async function startSandbox(store: MeasuredStore, heapLimitMb: number): Promise<Sandbox> {
  const child = startProcess<SandboxFunctions>('bench/children/sandbox', {})
  const order = { store: store.kind, mongodbUri: store.mongodbUri, heapLimitMb, dataFolder: temporaryFolder() }
  const addresses = await child.rpc.start(order)
  const dashboard = await openDashboard(addresses.dashboardPort, addresses.token)
  return {
    ...addresses,
    dashboard,
    target: { port: addresses.lessonPort, internalKey: addresses.internalKey, cookieName: onlyInstance(dashboard.snapshot).options.name },
    async end() {
      dashboard.socket.disconnect()
      await child.end()
    },
  }
}
