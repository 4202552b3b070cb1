import type { Handlers } from './context.js'

type LessonCommand =
  | 'lessons:read'
  | 'lesson:open'
  | 'lesson:start-over'
  | 'lesson:close'
  | 'lesson:answer'
  | 'lesson:hint'
  | 'lesson:show-me'
  | 'lesson:stop-showing'
  | 'lesson:trace'

export const lessonCommands: Handlers<LessonCommand> = {
  'lessons:read': (_command, { lessons }) => lessons.reading(),

  'lesson:open': async ({ lesson }, { lessons, run, log }) => {
    await lessons.open(lesson, run)
    return { seq: log.seq }
  },

  'lesson:start-over': async (_command, { lessons, run, log }) => {
    await lessons.startOver(run)
    return { seq: log.seq }
  },

  'lesson:close': async (_command, { lessons, faults }) => {
    lessons.close()
    await faults.undoAll()
    return null
  },

  'lesson:answer': async ({ answer }, { lessons }) => {
    lessons.answer(answer)
    return null
  },

  'lesson:hint': async (_command, { lessons }) => {
    lessons.hint()
    return null
  },

  'lesson:show-me': async ({ pauseMs }, { lessons, run }) => {
    await lessons.showMe(run, pauseMs)
    return null
  },

  'lesson:trace': ({ lesson }, { lessons }) => lessons.trace(lesson),

  'lesson:stop-showing': async (_command, { lessons }) => {
    lessons.stopShowing()
    return null
  },
}
