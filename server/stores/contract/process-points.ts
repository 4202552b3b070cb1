/** Who sees a session, and how long it lasts, when processes end: points of the contract that take processes of their own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { broken, type Finding, judged, KEPT, notAsked } from './finding.js'
import type { PlainAnswer } from './subject-entry.js'
import type { SubjectProcess } from './subject-process.js'
import type { ContractTrial } from './trial.js'

export type OutsidePoint = (trial: ContractTrial) => Promise<Finding>

/** What was seen instead of an answer that was needed; null: it is there. */
function failed(answer: PlainAnswer): Finding | null {
  if (answer.is === 'never') return broken('never-answers')
  return answer.is === 'error' ? broken('error', answer.message) : null
}

const set = (subject: SubjectProcess, id: string, data: Record<string, unknown>) => subject.have((rpc) => rpc.set(id, data, null))

/** The value of the key `by`; undefined where there is no such session. */
async function seenBy(subject: SubjectProcess, id: string): Promise<unknown> {
  const answer = await subject.have((rpc) => rpc.get(id))
  return answer.is === 'found' && answer.json !== null ? (JSON.parse(answer.json) as { readonly by?: unknown }).by : undefined
}

async function outlives(trial: ContractTrial, id: string, waitMs: number, signal: NodeJS.Signals): Promise<Finding> {
  const first = await trial.start()
  const refused = failed(await set(first, id, { by: 'first' }))
  if (refused) return refused
  await sleep(waitMs)
  await first.kill(signal)
  const next = await trial.start()
  const seen = await seenBy(next, id)
  await trial.end(next)
  return judged(seen === 'first' ? [] : ['lost'])
}

/** As somebody would restart an app: what the store writes now and then is given its time. */
export const restart: OutsidePoint = (trial) => outlives(trial, 'restart', trial.target.settleMs === 0 ? 0 : trial.target.settleMs + 1_000, 'SIGTERM')

export const kill: OutsidePoint = (trial) => outlives(trial, 'kill', 0, 'SIGKILL')

export const twoProcesses: OutsidePoint = async (trial) => {
  const one = await trial.start()
  const { subject: other, open } = trial.launch()
  const opened = await open()
  if (opened.is === 'refused') return broken('locked', opened.message)
  // Each has looked before the other one writes.
  for (const subject of [one, other]) await seenBy(subject, 'two-processes')
  const refused = failed(await set(one, 'two-processes', { by: 'one' })) ?? failed(await set(other, 'two-processes-other', { by: 'other' }))
  if (refused) return refused
  const isSeen = (await seenBy(other, 'two-processes')) === 'one'
  const isSeenBack = (await seenBy(one, 'two-processes-other')) === 'other'
  // What one of them has seen may have changed since.
  const again = failed(await set(other, 'two-processes', { by: 'other' }))
  if (again) return again
  const isFresh = (await seenBy(one, 'two-processes')) === 'other'
  await Promise.all([trial.end(one), trial.end(other)])
  if (!isSeen && !isSeenBack) return broken('nothing-shared')
  return judged(isSeen && isSeenBack && isFresh ? [] : ['stale'])
}

/** Slow: whoever does not end is waited for. */
export const end: OutsidePoint = async (trial) => {
  const subject = await trial.start()
  const refused = failed(await set(subject, 'end', { by: 'one' }))
  if (refused) return refused
  await seenBy(subject, 'end')
  await subject.have((rpc) => rpc.leave())
  const ended = await subject.endsWithin(trial.times.patienceMs)
  await trial.end(subject)
  return judged(ended === null ? ['keeps-process'] : [])
}

/** Who removes what has expired while nobody asks for it. Slow: it is waited for. As the sandbox has it, since a learner's lines say nothing about what lies there. */
export const removal: OutsidePoint = async (trial) => {
  if (trial.target.kind === null) return notAsked('no-adapter')
  const subject = await trial.start({ form: 'here' })
  const refused = failed(await subject.have((rpc) => rpc.set('removal', { by: 'one' }, trial.times.soonMs)))
  if (refused) return refused
  const until = performance.now() + trial.times.patienceMs
  while (await subject.have((rpc) => rpc.holds('removal'))) {
    if (performance.now() > until) return broken('stays')
    await sleep(100)
  }
  await trial.end(subject)
  return KEPT
}

/** A real app, asked over HTTP: a visitor logs in, comes back, and logs out. */
export const expressFive: OutsidePoint = async (trial) => {
  const subject = await trial.start()
  const port = await subject.have((rpc) => rpc.serve())
  const visit = async (method: string, path: string, cookie: string) => {
    // Whoever never answers is told by the deadline.
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: cookie ? { cookie } : {},
      signal: AbortSignal.timeout(trial.times.patienceMs),
    })
    return { status: response.status, text: await response.text(), cookie: response.headers.get('set-cookie')?.split(';', 1)[0] ?? cookie }
  }
  const visits = async (): Promise<Finding> => {
    const login = await visit('POST', '/login', '')
    if (login.status !== 200 || login.cookie === '') return broken('error', `POST /login: ${login.status} ${login.text}`)
    for (const step of ['/', '/']) {
      const home = await visit('GET', step, login.cookie)
      if (home.text !== 'Ana') return broken(home.status === 200 ? 'lost' : 'error', `GET /: ${home.status} ${home.text}`)
    }
    const logout = await visit('POST', '/logout', login.cookie)
    if (logout.status !== 200) return broken('error', `POST /logout: ${logout.status}`)
    const after = await visit('GET', '/', login.cookie)
    return judged(after.text === 'nobody' ? [] : ['stays'], after.text)
  }
  // Where the process ends, that is told instead of the connection that broke.
  const finding = await subject.have(() =>
    visits().catch(async (error: Error) => {
      await subject.have((rpc) => rpc.rest(500))
      return broken(error.name === 'TimeoutError' ? 'never-answers' : 'error', error.message)
    }),
  )
  await trial.end(subject)
  return finding
}
