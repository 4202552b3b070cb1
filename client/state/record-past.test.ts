import { afterEach, expect, test } from 'vitest'
import { History } from '../../server/protocol/history/history.js'
import { LOG } from '../../server/protocol/limits.js'
import { openRecording } from '../../server/protocol/recording/read.js'
import { forgetClock, hearClock } from '../clock.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { PROTOCOL } from './connection.js'
import { givePast } from './past.js'
import { recordPast } from './record-past.js'

afterEach(() => {
  forgetClock()
  givePast(null)
})

test('a recording is dated by the clock of the sandbox, as all that is in it', async () => {
  const told = Date.now() - 5 * 3_600_000
  hearClock(told)
  givePast(new History(fixtureSnapshot, LOG))
  const { file } = await recordPast({ masked: false, onProgress: () => undefined, signal: new AbortController().signal })
  const { recording } = await openRecording(file, PROTOCOL)
  expect(Math.abs(recording.savedAt - told)).toBeLessThan(60_000)
})
