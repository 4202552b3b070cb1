/** The same acts on several servers. */
import type { EventOf, SideBySideEvent } from '../events.js'
import type { Side, SideAnswer, SideBySide } from '../side-by-side.js'
import type { Snapshot } from '../state.js'

export const sideBySideReducers: { readonly [K in SideBySideEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'side-by-side-started': (state, { browsers, acts, pace, sides, at }) => ({
    ...state,
    sideBySide: {
      browsers,
      acts,
      pace,
      sides: sides.map((configuration) => ({ configuration, phase: 'waiting', problem: null, answers: [] })),
      startedAt: at,
      ended: null,
    },
  }),
  'side-changed': (state, { side, phase, problem }) => withSide(state, side, (known) => ({ ...known, phase, problem: problem ?? known.problem })),
  'side-answered': (state, { side, answer }) => withSide(state, side, (known) => ({ ...known, answers: inOrder(known.answers, answer) })),
  'side-by-side-ended': (state, { outcome, at }) => withRun(state, (run) => ({ ...run, ended: { at, outcome } })),
}

/** Answers may come in another order than that in which the acts began. */
function inOrder(answers: readonly SideAnswer[], answer: SideAnswer): readonly SideAnswer[] {
  return [...answers, answer].sort((a, b) => a.act - b.act)
}

function withSide(state: Snapshot, place: number, change: (side: Side) => Side): Snapshot {
  return withRun(state, (run) => ({ ...run, sides: run.sides.map((side, index) => (index === place ? change(side) : side)) }))
}

function withRun(state: Snapshot, change: (run: SideBySide) => SideBySide): Snapshot {
  return state.sideBySide === null ? state : { ...state, sideBySide: change(state.sideBySide) }
}
