/** The lesson that is open. */
import type { EventOf, LessonEvent } from '../events.js'
import type { OpenLesson } from '../lessons.js'
import type { Snapshot } from '../state.js'
import { isSame } from './same.js'

export const lessonReducers: { readonly [K in LessonEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'lesson-opened': (state, { lesson, at }) => ({
    ...state,
    lesson: { lesson, step: 0, stepSince: at, readySince: null, verdict: null, answers: {}, hints: {}, showing: null, shown: null, settingUp: true },
    store: { ...state.store, undo: null },
    // What befell the servers before is no part of the lesson. The timeline keeps it.
    instances: Object.fromEntries(Object.entries(state.instances).map(([id, instance]) => [id, { ...instance, lastDeath: null }])),
  }),

  'lesson-closed': (state) => (state.lesson === null ? state : { ...state, lesson: null }),

  'step-begun': (state, { step, since }) =>
    withLesson(state, { step, stepSince: since, readySince: state.lesson?.readySince ?? since, verdict: null, wrong: [], settingUp: false }),

  'step-answered': (state, { step, answer, wrong }) => withLesson(state, { answers: { ...state.lesson?.answers, [step]: answer }, wrong }),

  'hint-opened': (state, { step }) => {
    const { hints = {} } = state.lesson ?? {}
    return withLesson(state, { hints: { ...hints, [step]: Math.min(3, (hints[step] ?? 0) + 1) } })
  },

  'step-judged': (state, { verdict }) => withLesson(state, { verdict }),

  // A page paints less often than this happens: which browser acted is in the state, and not in what was to be seen meanwhile.
  'solution-shown': (state, { showing, seq }) =>
    withLesson(state, { showing, ...(showing?.browser === undefined ? {} : { shown: { browser: showing.browser, seq } }) }),
}

function withLesson(state: Snapshot, fields: Partial<OpenLesson>): Snapshot {
  const { lesson } = state
  if (lesson === null) return state
  const isNews = Object.entries(fields).some(([name, value]) => !isSame(lesson[name as keyof OpenLesson], value))
  return isNews ? { ...state, lesson: { ...lesson, ...fields } } : state
}
