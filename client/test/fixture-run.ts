import type { Problem } from '../../server/protocol/problem.js'
import type { Side, SideAnswer, SideBySide } from '../../server/protocol/side-by-side.js'
import type { TraceAct } from '../../server/protocol/trace.js'
import { fixtureOptions } from './fixture-snapshot.js'

export const visit: TraceAct = { browser: 0, method: 'GET', path: '/', pauseMs: 0 }

/** A side that has ended. */
export function fixtureSide(answers: readonly SideAnswer[] = [], problem: Problem | null = null, over: Partial<Side['configuration']> = {}): Side {
  return {
    configuration: { store: 'memory', touch: 'as-it-is', shop: 'standard', options: fixtureOptions, faults: {}, ...over },
    phase: 'ended',
    problem,
    answers,
  }
}

/** A run of visits of one browser that is done. @param over what is otherwise */
export function fixtureRun(sides: readonly Side[], visits = 1, over: Partial<SideBySide> = {}): SideBySide {
  const acts = Array.from({ length: visits }, () => visit)
  return { browsers: ['Alice'], acts, pace: { speed: 1, agesToo: true }, sides, startedAt: 0, ended: { at: 1, outcome: 'done' }, ...over }
}
