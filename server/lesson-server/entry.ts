/** The lesson server's process, forked by the supervisor (server/protocol/ipc.ts says what the two tell each other). */
import './young-generation.js' // before anything that serves
import './taps/session-debug.js' // before express-session, which nothing above may load

import { openChannel, type SupervisorChannel } from './channel.js'
import { exitOnUnhandledErrors } from './last-words.js'
import { createLessonServer } from './lesson-server.js'
import { Connections } from './wire/connections.js'

exitOnUnhandledErrors()

const connections = new Connections()
connections.watch()
const lessonServer = createLessonServer(
  {
    send: (frame) => channel.send(frame),
    unsent: () => channel.unsent(),
  },
  connections,
)

async function stop(): Promise<void> {
  await lessonServer.close()
}

async function exitAfterLastWord(): Promise<void> {
  await channel.flushed()
  process.exit(0)
}

const channel: SupervisorChannel = openChannel({
  ...lessonServer,
  stop: async () => {
    await stop()
    // After the answer to this call was posted.
    setImmediate(() => void exitAfterLastWord())
  },
})

// The parent has gone, however it went: nobody would ever end this process.
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole group of processes; the supervisor decides when this one ends.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => void stop().then(exitAfterLastWord))
// The parent may have gone while this file was being loaded: then nothing tells us any more.
if (!process.connected) process.exit(0)
