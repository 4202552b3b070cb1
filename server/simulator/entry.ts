/**
 * The simulator's process: one crowd at a time, on the supervisor's word.
 * Forked by server/supervisor; the functions below answer its calls, over IPC.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { createBirpc } from 'birpc'
import type { SimulatorFunctions, SimulatorNotifications } from '../protocol/ipc.js'
import { failed, ok, ProblemError } from '../protocol/problem.js'
import { Crowd } from './crowd.js'

let crowd: Crowd | null = null

const functions: SimulatorFunctions = {
  async start(order, target) {
    if (crowd !== null) {
      return failed(new ProblemError('busy', 'A crowd is already under way. Wait for it to end, or cancel it first.', { what: 'crowd' }))
    }
    const started = new Crowd(order, target, (progress) => {
      // The outcome is the last thing said of a crowd, so by then the next may start.
      if (progress.outcome !== 'running') crowd = null
      supervisor.progress(progress).catch(() => {
        // The supervisor is gone, so `disconnect` is about to end this process.
      })
    })
    crowd = started
    return ok(null)
  },

  async cancel() {
    if (crowd === null) return failed(new ProblemError('not-found', 'No crowd is under way, so there is none to cancel.', { what: 'crowd' }))
    const cancelled = crowd
    // Whose connection was cut before this call was sent is cut off, and not sent home: that may be read after the call.
    await turn()
    await turn()
    cancelled.cancel()
    return ok(null)
  },

  async steer(target) {
    crowd?.steer(target)
    return ok(null)
  },
}

const supervisor = createBirpc<SimulatorNotifications, SimulatorFunctions>(functions, {
  post: (message) => process.send?.(message),
  on: (receive) => process.on('message', receive),
  eventNames: ['progress'],
})

// A child outlives its parent otherwise; and Ctrl-C reaches the whole group, where the supervisor decides who ends when.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
// The supervisor may have gone while this file was being loaded: then nothing tells us any more.
if (!process.connected) process.exit(0)
