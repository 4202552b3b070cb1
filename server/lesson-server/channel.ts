/** The line to the supervisor: `fork` IPC with birpc on it, and the frames. */
import { createBirpc } from 'birpc'
import type { LessonServerFunctions, LessonServerNotifications } from '../protocol/ipc.js'
import type { FrameChannel } from './taps/frame-sender.js'

export interface SupervisorChannel extends FrameChannel {
  /** Resolves when everything posted so far has left. */
  flushed(): Promise<void>
}

/** Serves the functions to the parent process and gives the way back. */
export function openChannel(functions: LessonServerFunctions): SupervisorChannel {
  let unsent = 0
  let onEmpty: (() => void) | null = null
  const post = (message: unknown): void => {
    if (!process.connected || !process.send) return
    unsent += 1
    process.send(message, (_error: Error | null) => {
      unsent -= 1
      if (unsent === 0) onEmpty?.()
    })
  }
  const supervisor = createBirpc<LessonServerNotifications, LessonServerFunctions>(functions, {
    post,
    on: (listener) => process.on('message', listener),
    eventNames: ['frame'],
  })
  return {
    send: (frame) => {
      // Without waiting: a frame that cannot leave is the disconnect's business.
      supervisor.frame.asEvent(frame).catch(() => {})
    },
    unsent: () => unsent,
    flushed: () =>
      new Promise((resolve) => {
        if (unsent === 0) resolve()
        else onEmpty = resolve
      }),
  }
}
