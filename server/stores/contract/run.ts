/** The contract of a store: each point is tried in a process that has the store, so that whatever the store does to it is a result. */
import { STORE_POINTS, type StorePoint } from '../../protocol/store-catalogue.js'
import { broken, type Finding, notAsked } from './finding.js'
import { POINTS_INSIDE } from './inside.js'
import { outage, outageAtStart } from './outage-points.js'
import { end, expressFive, kill, type OutsidePoint, removal, restart, twoProcesses } from './process-points.js'
import type { StoreForm } from './subject-entry.js'
import { SubjectDied, type SubjectProcess, SubjectStuck } from './subject-process.js'
import { type ContractTrial, NotOpened } from './trial.js'

/** What was found, of the store by itself or as the sandbox has it. */
export interface Row extends Finding {
  readonly point: StorePoint
  readonly form: StoreForm['form']
}

const OUTSIDE: Readonly<Partial<Record<StorePoint, OutsidePoint>>> = { restart, kill, 'two-processes': twoProcesses, 'express-5': expressFive, removal, end }
const OUTAGES = { outage, 'outage-at-start': outageAtStart } as const

/** They wait, for what may never come. */
export const SLOW_POINTS: ReadonlySet<StorePoint> = new Set<StorePoint>(['outage', 'outage-at-start', 'removal', 'end'])
/** They need what other points put into the store not to be there. */
const FIRST: readonly StorePoint[] = ['all-length-clear']
/** They wait for a session to expire, and can do so side by side. */
const WAITING: readonly StorePoint[] = ['expiry', 'touch-moves']
/** What they do may come back on the process when it is long over. */
const LAST: readonly StorePoint[] = ['no-callback']
const AFTERMATH_MS = 200

/**
 * Tries the points, and tells of each as soon as it is known. Once the trial is closed, what is left throws.
 *
 * @param wants which points; default: all
 * @param begins is told which point is waited for now
 */
export async function* runContract(
  trial: ContractTrial,
  wants: (point: StorePoint) => boolean = () => true,
  begins: (point: StorePoint) => void = () => undefined,
): AsyncGenerator<Row> {
  const points = STORE_POINTS.filter(wants)
  const insiders = points.filter((point) => POINTS_INSIDE[point])
  yield* inside(trial, insiders, begins)
  for (const point of points) {
    const work = OUTSIDE[point]
    if (!work || SLOW_POINTS.has(point)) continue
    begins(point)
    yield { point, form: 'alone', ...(await mortal(() => work(trial))) }
  }
  // Those that wait do so together.
  const waiters = points.filter((point) => SLOW_POINTS.has(point))
  const slow = waiters.map((point) => slowRows(trial, point))
  for (const rows of slow) rows.catch(() => undefined)
  for (const [index, rows] of slow.entries()) {
    begins(waiters[index] as StorePoint)
    yield* await rows
  }
}

async function slowRows(trial: ContractTrial, point: StorePoint): Promise<readonly Row[]> {
  if (point !== 'outage' && point !== 'outage-at-start') {
    const work = OUTSIDE[point]
    return work ? [{ point, form: point === 'removal' ? 'here' : 'alone', ...(await mortal(() => work(trial))) }] : []
  }
  const alone = await mortal(() => OUTAGES[point](trial, 'alone'))
  const rows: Row[] = [{ point, form: 'alone', ...alone }]
  // What prevents it, where something has to.
  if (Array.isArray(alone.result) && trial.target.kind !== null) rows.push({ point, form: 'here', ...(await mortal(() => OUTAGES[point](trial, 'here'))) })
  return rows
}

/** One process for all of them, and another one after it has died. */
async function* inside(trial: ContractTrial, points: readonly StorePoint[], begins: (point: StorePoint) => void): AsyncGenerator<Row> {
  let running: SubjectProcess | null = null
  const process = async (): Promise<SubjectProcess> => {
    if (running === null || running.isOver) running = await trial.start()
    return running
  }
  const one = async (point: StorePoint): Promise<Row> => {
    const finding = await mortal(async () => {
      const subject = await process()
      try {
        const found = await subject.have((rpc) => rpc.point(point))
        if (!LAST.includes(point)) return found
        await subject.have((rpc) => rpc.rest(AFTERMATH_MS))
        return found
      } catch (error) {
        // It would not answer the next one either.
        if (error instanceof SubjectStuck) await trial.end(subject)
        throw error
      }
    })
    return { point, form: 'alone', ...finding }
  }
  const told = (point: StorePoint): Promise<Row> => {
    begins(point)
    return one(point)
  }
  const wanted = (some: readonly StorePoint[]) => points.filter((point) => some.includes(point))
  for (const point of wanted(FIRST)) yield await told(point)
  // What a store does before its first call (making its table, say), it does before one only.
  const [opener, ...others] = points.filter((point) => !waits(point))
  if (opener) yield await told(opener)
  const waiting = wanted(WAITING).map(one)
  for (const row of waiting) row.catch(() => undefined)
  /** The process ended, of one of those that were under way: each is asked again, alone. */
  const again: StorePoint[] = []
  for (const row of [...others.map((point) => () => told(point)), ...waiting.map((row) => () => row)]) {
    const found = await row()
    if (endedIn(found)) again.push(found.point)
    else yield found
  }
  for (const point of again) yield await told(point)
  for (const point of wanted(LAST)) yield await told(point)
  if (running !== null) await trial.end(running)
}

const endedIn = ({ result }: Row): boolean => typeof result !== 'string' && result.includes('ends-process')
const waits = (point: StorePoint): boolean => [...FIRST, ...WAITING, ...LAST].includes(point)

/** That the process ends, is stuck or cannot make the store is a result. */
async function mortal(work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SubjectDied) return broken('ends-process', error.message)
    if (error instanceof SubjectStuck) return broken('hangs', error.message)
    if (error instanceof NotOpened) return { ...notAsked('not-open'), detail: error.message }
    throw error
  }
}
