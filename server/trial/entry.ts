/** The process of a comparison, forked by the supervisor: one store, on which a small crowd is let in. */
import { createBirpc } from 'birpc'
import type { TrialFunctions, TrialNotifications } from '../protocol/ipc.js'
import { failed, ok, ProblemError, type Result } from '../protocol/problem.js'
import { describeError } from '../redact.js'
import { endWithSupervisor, supervisorChannel } from '../resources/supervised.js'
import { Trial } from './trial.js'

/** What is thrown becomes a problem, without credentials. */
async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (thrown) {
    return failed(thrown instanceof ProblemError ? thrown : new Error(describeError(thrown)))
  }
}

const functions: TrialFunctions = {
  open: (target) => answer(() => trial.open(target)),
  crowd: (visitors) => answer(() => trial.crowd(visitors)),
  leave: (count) => answer(() => trial.leave(count)),
  find: (ids) => answer(() => trial.find(ids)),
  clear: () => answer(() => trial.clear()),
  remove: () => answer(() => trial.remove()),
  stop: () => stop(),
}
const supervisor = createBirpc<TrialNotifications, TrialFunctions>(functions, supervisorChannel(['progress']))
const trial = new Trial((progress) => void supervisor.progress(progress))
const stop = endWithSupervisor('store on trial', () => trial.close())
