/** What one entry of the table of faults (../faults.ts) says. Plain data: the page uses it too. */

/** The places on the way of a request, in its order. */
export type Place = 'browsers' | 'proxy' | 'servers' | 'wire' | 'store'

/**
 * A whole number from `min` to `max`. `nth`: every nth, 0 being none.
 */
export interface FaultSetting {
  readonly unit: 'ms' | 's' | 'percent' | 'nth' | 'bytes'
  readonly min: number
  readonly max: number
  /** Its value while nobody has set it. */
  readonly usual: number
  /** By how much the control on the page moves it. */
  readonly step: number
}

export interface FaultEntry {
  /** Where it happens: what the page marks, and whose control sets it. */
  readonly place: Place
  /** In the order of the form. While all have their usual value, the fault is not there. One without settings is there or not. */
  readonly settings: Readonly<Record<string, FaultSetting>>
  /** Can it be done to one of two lesson servers alone? */
  readonly perServer: boolean
  /** It is undone by itself after this many ms; null: nobody is locked out by it, so it stays until it is undone. */
  readonly lastsMs: number | null
  /** While it is there, no call of the store succeeds: each `fails` as soon as the store's driver notices, or `hangs`. What fails meanwhile has it as its reason. */
  readonly outage: 'fails' | 'hangs' | null
}
