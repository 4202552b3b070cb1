/** Crowds: the run under way with its curve, and those that have ended. */

import type { CrowdRun } from '../crowd.js'
import type { CrowdEvent, CrowdFigures, EventOf } from '../events.js'
import { LIMITS } from '../limits.js'
import type { Snapshot } from '../state.js'
import { withRunErrors } from './request-events.js'
import { NO_CURVE, withCurvePoint } from './run-curve.js'

export const crowdReducers: { readonly [K in CrowdEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'crowd-started': (state, { run }) => ({ ...state, crowd: { ...state.crowd, running: underWay(state, run) } }),

  'crowd-progress': (state, { run }) => ({ ...state, crowd: { ...state.crowd, running: underWay(state, run) } }),

  'crowd-finished': (state, { run, point }) => {
    const whole = withCurve(state, run)
    const finished = [...state.crowd.finished, point === null ? whole : withCurvePoint(whole, point)].slice(-LIMITS.crowdRuns)
    return withRunErrors({ ...state, crowd: { running: null, finished } }, run.id, run.errors)
  },

  'crowd-called-off': (state) => (state.crowd.running === null ? state : { ...state, crowd: { ...state.crowd, running: null } }),

  'crowd-forgotten': (state, { run }) => {
    const { finished } = state.crowd
    return { ...state, crowd: { ...state.crowd, finished: run === null ? [] : finished.filter(({ id }) => id !== run) } }
  },
}

function underWay(state: Snapshot, run: CrowdFigures): CrowdRun {
  return { ...withCurve(state, run), bytesPerSession: state.store.bytesPerSession }
}

function withCurve({ crowd: { running } }: Snapshot, run: CrowdFigures): CrowdRun {
  const { curve, curveSpacingMs } = running?.id === run.id ? running : NO_CURVE
  return { ...run, curve, curveSpacingMs }
}
