/** From the command to a page that can be used ÷ the start of a bare Express app; and what the page weighs. */
import { spawn } from 'node:child_process'
import { PAGE } from '../../config.js'
import { projectRoot } from '../../paths.js'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { BareShopFunctions } from '../children/bare-shop.js'
import { openDashboard } from '../dashboard.js'
import { finding } from '../finding.js'
import type { Measurement } from '../measurement.js'
import { startProcess, temporaryFolder, track } from '../processes.js'
import { ratios } from '../statistics.js'
import { MEMORY, OPTIONS, targetOf } from '../stores.js'
import { firstLoadBytes } from './page-weight.js'

const START_TIMEOUT_MS = 30_000

export const startUp: Measurement = {
  name: 'start',
  title: 'Start to usable page, and what the page weighs',
  async run(bench) {
    const sandbox: number[] = []
    const bare: number[] = []
    for (let round = 0; round < bench.rounds; round += 1) {
      for (const side of round % 2 === 0 ? ['sandbox', 'bare'] : ['bare', 'sandbox']) {
        if (side === 'sandbox') sandbox.push(await startSandboxMs())
        else bare.push(await startBareMs())
      }
    }
    return [
      finding('start to usable page', 'ms', sandbox, null),
      finding('start of the bare Express app', 'ms', bare, null),
      finding('start to usable page ÷ start of the bare Express app', 'ratio', ratios(sandbox, bare), null),
      finding('JavaScript of the page, gzipped', 'kB', [firstLoadBytes() / 1_000], { atMost: PAGE.firstLoadBytes / 1_000 }),
    ]
  },
}

/** From `node server/start.mjs` until its dashboard's socket has sent the state, with a lesson server that runs. */
async function startSandboxMs(): Promise<number> {
  const startedAt = performance.now()
  const args = ['server/start.mjs', '--no-open', '--port', '0', '--shop-port', '0', '--language', 'en', '--data-dir', temporaryFolder()]
  const child = track(spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] }))
  const { port, token } = await new Promise<{ port: number; token: string }>((resolve, reject) => {
    let printed = ''
    const timer = setTimeout(() => reject(new Error(`The sandbox was not up within ${START_TIMEOUT_MS} ms. It printed: ${printed}`)), START_TIMEOUT_MS)
    child.stdout.on('data', (chunk) => {
      printed += chunk
      const port = /Dashboard +http:\/\/\S+:(\d+)/.exec(printed)?.[1]
      const token = /Token +(\S+)/.exec(printed)?.[1]
      if (port === undefined || token === undefined) return
      clearTimeout(timer)
      resolve({ port: Number(port), token })
    })
  })
  const { socket, snapshot } = await openDashboard(port, token)
  if (onlyInstance(snapshot).phase !== 'running') {
    await new Promise<void>((resolve) => socket.on('frame', ({ events }) => events.some(({ kind }) => kind === 'server-listening') && resolve()))
  }
  const tookMs = performance.now() - startedAt
  socket.disconnect()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
  return tookMs
}

/** From the fork of the same shop without anything around it until it has answered. */
async function startBareMs(): Promise<number> {
  const startedAt = performance.now()
  const child = startProcess<BareShopFunctions>('bench/children/bare-shop', {})
  const port = await child.rpc.start(targetOf(MEMORY, ''), OPTIONS)
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  await answer.arrayBuffer()
  const tookMs = performance.now() - startedAt
  await child.end()
  return tookMs
}
