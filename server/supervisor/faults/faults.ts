/** What is done to the way of a request: set, bounded in time, undone. The log says what is there. */
import {
  areUsual,
  FAULT_IDS,
  FAULTS,
  type FaultId,
  type FaultInForce,
  type FaultSettings,
  type FaultsInForce,
  settingsOf,
  usualSettings,
} from '../../protocol/faults.js'
import type { InstanceId } from '../../protocol/instances.js'
import { ProblemError } from '../../protocol/problem.js'
import type { EventLog } from '../log/event-log.js'

/** Does something of what is in force. Each is told of all, and does what is its own. */
export interface FaultDoer {
  /**
   * @param faults those that are in force from now on
   * @throws ProblemError it cannot be done
   */
  apply(faults: FaultsInForce): Promise<void>
}

/** When one is undone again that could not be undone in its time. */
const AGAIN_MS = 1_000

export interface FaultSurroundings {
  readonly log: EventLog
  /** What can do this one just now. */
  readonly meansOf: (fault: FaultId) => Pick<FaultInForce, 'means' | 'instead'>
  readonly doers: readonly FaultDoer[]
}

export class Faults {
  readonly #around: FaultSurroundings
  readonly #timers = new Map<FaultId, NodeJS.Timeout>()
  #turn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(around: FaultSurroundings) {
    this.#around = around
  }

  get #inForce(): FaultsInForce {
    return this.#around.log.state.faults
  }

  /**
   * @param changes the settings that change; the others stay, and those of a fault that is not there are as usual
   * @param instance the lesson server that alone meets it; null: all of them; left out: as it was, which is all of them at first
   * @throws ProblemError `bad-input`, or why it cannot be done
   */
  async set(fault: FaultId, changes: FaultSettings, instance?: InstanceId | null): Promise<void> {
    const asked = checked(fault, changes)
    if (instance && !FAULTS[fault].perServer)
      throw new ProblemError('bad-input', `"${fault}" is not about one lesson server: leave "instance" out.`, { reason: 'instance' })
    await this.#inTurn(async () => {
      const before = this.#inForce
      const settings = { ...usualSettings(fault), ...before[fault]?.settings, ...asked }
      if (areUsual(fault, settings)) return await this.#undo(fault, 'command')
      const { lastsMs } = FAULTS[fault]
      const now = Date.now()
      const until = lastsMs === null ? null : now + lastsMs
      const { means, instead } = before[fault] ?? this.#around.meansOf(fault)
      const how = { settings, until, means, ...(instead && { instead }) }
      const by = instance === undefined ? (before[fault]?.instance ?? null) : instance
      await this.#apply({ ...before, [fault]: { ...how, since: now, instance: by } })
      this.#around.log.append({ kind: 'fault-set', fault, ...how }, { instance: by })
      this.#endAfter(fault, lastsMs)
    })
  }

  /** Where it is not there, there is nothing to do. @throws ProblemError it could not be undone, and is still there */
  undo(fault: FaultId): Promise<void> {
    return this.#inTurn(() => this.#undo(fault, 'command'))
  }

  /** These, by default all of them, one by one; one that cannot be undone keeps none of the others. @throws ProblemError of the first that could not */
  undoAll(faults: readonly FaultId[] = FAULT_IDS): Promise<void> {
    return this.#undoEach(() => faults)
  }

  /** Those that this lesson server alone meets, with what is being set just now. @throws as `undoAll` */
  undoOf(instance: InstanceId): Promise<void> {
    return this.#undoEach(() => FAULT_IDS.filter((fault) => this.#inForce[fault]?.instance === instance))
  }

  #undoEach(faults: () => readonly FaultId[]): Promise<void> {
    return this.#inTurn(async () => {
      const failures: unknown[] = []
      for (const fault of faults()) await this.#undo(fault, 'command').catch((failure: unknown) => failures.push(failure))
      if (failures.length > 0) throw failures[0]
    })
  }

  /** The launch ends: what they were done to ends with it, or is given back by whoever runs it. */
  close(): void {
    this.#closed = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  async #undo(fault: FaultId, by: 'command' | 'time'): Promise<void> {
    const { [fault]: there, ...others } = this.#inForce
    if (there === undefined) return
    await this.#apply(others)
    clearTimeout(this.#timers.get(fault))
    this.#timers.delete(fault)
    this.#around.log.append({ kind: 'fault-undone', fault, by })
  }

  /** One after the other; where one cannot, it and those before it are told what is still in force: what did not answer in time may do it all the same. */
  async #apply(faults: FaultsInForce): Promise<void> {
    const { doers } = this.#around
    for (const [index, doer] of doers.entries()) {
      try {
        await doer.apply(faults)
      } catch (error) {
        for (const told of doers.slice(0, index + 1)) await told.apply(this.#inForce).catch(() => {})
        throw error
      }
    }
  }

  #endAfter(fault: FaultId, ms: number | null): void {
    clearTimeout(this.#timers.get(fault))
    if (ms === null || this.#closed) return
    const end = () => this.#inTurn(() => this.#undo(fault, 'time')).catch(() => this.#endAfter(fault, AGAIN_MS))
    this.#timers.set(fault, setTimeout(end, ms).unref())
  }

  /** Each change builds on what the one before it has made. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }
}

/** @throws ProblemError `bad-input`: which setting there is not, or what it may be */
function checked(fault: FaultId, changes: FaultSettings): FaultSettings {
  const known = new Map(settingsOf(fault))
  for (const [name, value] of Object.entries(changes)) {
    const setting = known.get(name)
    if (setting === undefined) {
      const names = [...known.keys()].join(', ') || 'none'
      throw new ProblemError('bad-input', `"${fault}" has no setting "${name}". Its settings: ${names}.`, { reason: name })
    }
    const { min, max } = setting
    if (value < min || value > max) {
      throw new ProblemError('bad-input', `"${name}" of "${fault}" is a whole number from ${min} to ${max}. Give one of these.`, { reason: name })
    }
  }
  return changes
}
