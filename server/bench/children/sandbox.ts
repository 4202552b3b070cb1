/** The whole sandbox as people run it, in a process of its own: supervisor, gateway, dashboard and their children. */
import { setTimeout as delay } from 'node:timers/promises'
import { CHILDREN } from '../../config.js'
import { lessonsFolder } from '../../paths.js'
import { type Host, startHost } from '../../supervisor/host.js'
import { answerParent } from './answer-parent.js'

export interface SandboxOrder {
  readonly store: string
  readonly mongodbUri: string | null
  readonly heapLimitMb: number
  readonly dataFolder: string
}

export interface SandboxAddresses {
  readonly dashboardPort: number
  readonly shopPort: number
  readonly token: string
  /** The lesson server itself, behind the gateway. */
  readonly lessonPort: number
  readonly internalKey: string
}

export interface SandboxFunctions {
  /** Answers when the lesson server listens. */
  start(order: SandboxOrder): Promise<SandboxAddresses>
}

let host: Host | null = null

async function lessonAddress(started: Host): Promise<{ readonly port: number; readonly internalKey: string }> {
  for (const deadline = Date.now() + CHILDREN.startTimeoutMs; Date.now() < deadline; await delay(20)) {
    const address = started.lessonAddress()
    if (address !== null) return address
  }
  throw new Error('The lesson server of the sandbox did not come up.')
}

answerParent<SandboxFunctions>(
  {
    async start({ store, mongodbUri, heapLimitMb, dataFolder }) {
      const started = await startHost(
        {
          dashboardPort: 0,
          shopPort: 0,
          host: '127.0.0.1',
          allowedHosts: [],
          shopUrl: null,
          open: false,
          heapLimitMb,
          store,
          mongodbUri,
          mongodBinary: null,
          servedUrls: {},
          dataFolder,
          lessonsFolder,
          language: 'en',
        },
        'benchmark',
      )
      host = started
      const { port, internalKey } = await lessonAddress(started)
      const { dashboardPort, shopPort, token } = started
      return { dashboardPort, shopPort, token, lessonPort: port, internalKey }
    },
  },
  async () => {
    await host?.stop()
  },
)
