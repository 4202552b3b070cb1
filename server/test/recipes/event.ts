import { after, type Recipe, tests, typesOf } from './recipe.js'

export const addEvent: Recipe = {
  heading: 'Add an event',
  files: [
    {
      path: 'server/protocol/events.ts',
      named: 'server/protocol/events.ts',
      write: after('export type LessonEvent =\n', "  | { readonly kind: 'lesson-praised'; readonly words: string }\n"),
    },
    {
      path: 'server/protocol/reduce/lesson-events.ts',
      named: 'server/protocol/reduce/',
      write: after('(state: Snapshot, event: EventOf<K>) => Snapshot } = {\n', "  'lesson-praised': (state, { words }) => ({ ...state, praise: words }),\n"),
    },
    {
      path: 'server/protocol/state.ts',
      named: 'server/protocol/state.ts',
      write: after('export interface Snapshot {\n', '  /** What was last said of a lesson; null: nothing. */\n  readonly praise: string | null\n'),
    },
    {
      path: 'server/supervisor/log/initial-state.ts',
      named: 'server/supervisor/log/initial-state.ts',
      write: after('    lesson: null,\n', '    praise: null,\n'),
    },
    {
      path: 'client/test/fixture-snapshot.ts',
      named: 'client/test/fixture-snapshot.ts',
      write: after('export const fixtureSnapshot: Snapshot = {\n', '  praise: null,\n'),
    },
    {
      path: 'server/supervisor/lessons/lesson-runtime.ts',
      named: 'append',
      write: after(
        "    if (step) this.#events.append({ kind: 'hint-opened', step: step.id })\n",
        "    this.#events.append({ kind: 'lesson-praised', words: 'good' })\n",
      ),
    },
  ],
  proof: [tests('unit', 'server/supervisor/log/event-kinds.test.ts'), typesOf('server'), typesOf('client')],
}
