/** What a store does while its database is away: points of the contract that cut the wire to it. Slow: whoever never answers is waited for. */
import type { Seen } from '../../protocol/store-catalogue.js'
import { broken, type Finding, judged, KEPT, notAsked } from './finding.js'
import type { Opened, PlainAnswer, StoreForm } from './subject-entry.js'
import { SubjectDied, type SubjectProcess } from './subject-process.js'
import type { ContractTrial } from './trial.js'

export type OutagePoint = (trial: ContractTrial, form: StoreForm['form']) => Promise<Finding>

export const outage: OutagePoint = async (trial, form) => {
  if (!trial.hasServer) return notAsked('no-server')
  const wire = await trial.wire()
  const subject = await trial.start({ form, wire })
  const first = await subject.have((rpc) => rpc.set('outage', { by: 'one' }, null))
  if (first.is !== 'done') return broken('error', first.is === 'error' ? first.message : first.is)
  await subject.have((rpc) => rpc.rest(trial.times.beforeOutageMs))
  await wire.cut()
  const finding = await whileAway(trial, subject, form)
  await trial.end(subject)
  return finding
}

export const outageAtStart: OutagePoint = async (trial, form) => {
  if (!trial.hasServer) return notAsked('no-server')
  const wire = await trial.wire()
  await wire.cut()
  const { subject, open } = trial.launch({ form, wire, openWithinMs: trial.times.patienceMs })
  const finding = await atStart(trial, subject, open, form)
  await trial.end(subject)
  return finding
}

async function atStart(trial: ContractTrial, subject: SubjectProcess, open: () => Promise<Opened>, form: StoreForm['form']): Promise<Finding> {
  try {
    const opened = await open()
    if (opened.is === 'never') return broken('never-opens')
    // It says that it cannot be made, and the app can say so.
    return opened.is === 'open' ? await whileAway(trial, subject, form) : KEPT
  } catch (error) {
    if (error instanceof SubjectDied) return broken('ends-process', error.message)
    throw error
  }
}

/** The calls of a request, at the same time, once the store can have noticed; and whether the process lives on. */
async function whileAway(trial: ContractTrial, subject: SubjectProcess, form: StoreForm['form']): Promise<Finding> {
  const seen: Seen[] = []
  let detail: string | null = null
  try {
    await subject.have((rpc) => rpc.rest(trial.times.afterCutMs))
    const answers = await Promise.all([subject.have((rpc) => rpc.get('outage')), subject.have((rpc) => rpc.set('outage', { by: 'two' }, null))])
    const is = (what: PlainAnswer['is']) => answers.some((answer) => answer.is === what)
    if (is('never')) seen.push('hangs')
    // Nobody is logged out because the database cannot be asked.
    else if (is('found') || is('done')) seen.push('lost')
    detail = answers.flatMap((answer) => (answer.is === 'error' ? [answer.message] : []))[0] ?? null
    // A driver that still tries may end the process when it gives up.
    const watchMs = seen.includes('hangs') && form === 'alone' ? trial.times.driverPatienceMs : trial.times.aftermathMs
    await subject.have((rpc) => rpc.rest(watchMs))
  } catch (error) {
    if (!(error instanceof SubjectDied)) throw error
    return broken([...seen, 'ends-process'], error.message)
  }
  return judged(seen, detail)
}
