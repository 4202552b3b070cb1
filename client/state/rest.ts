/** Why nothing can be done just now: said by every control that rests, and by what is refused. */
import type { CommandType } from '../../server/protocol/commands.js'
import type { Problem } from '../../server/protocol/problem.js'
import type { DashboardState } from './dashboard-store.js'

/** `past`: the reader looks at a moment of the past; `recording`: at a recording, behind which there is no sandbox. */
type Rest = 'past' | 'recording'

/** null: everything can be done. */
export function restOf({ moment, source }: Pick<DashboardState, 'moment' | 'source'>): Rest | null {
  if (source === 'recording') return 'recording'
  return moment === null ? null : 'past'
}

/** They change nothing of what is looked at: about the page, or the open lesson, which goes on in the past as well. */
const ALWAYS: readonly CommandType[] = ['language:set', 'lessons:read', 'server:source', 'lesson:answer', 'lesson:hint']
/** Whoever asks for these wants to see what happens now. */
const OF_NOW: readonly CommandType[] = ['lesson:open', 'lesson:start-over', 'lesson:close', 'lesson:show-me', 'lesson:stop-showing']

/** What becomes of a command: it is sent, sent after the page went back to now, or refused with a problem. */
export function atRest(rest: Rest | null, command: CommandType): 'send' | 'back-to-now' | Problem {
  if (rest === 'recording') {
    return { code: 'in-a-recording', message: 'This is a recording, where nothing can be done. Start the sandbox of your own to try it.', params: {} }
  }
  if (rest === null || ALWAYS.includes(command)) return 'send'
  if (OF_NOW.includes(command)) return 'back-to-now'
  return { code: 'in-the-past', message: 'You are looking at a moment of the past, where nothing can be done. Go back to now, and do it again.', params: {} }
}
