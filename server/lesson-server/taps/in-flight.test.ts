import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import type { Actor } from '../../protocol/requests.js'
import { InFlight } from './in-flight.js'
import { RequestInProgress } from './request-in-progress.js'

function underWay(inFlight: InFlight, actor: Actor): RequestInProgress {
  const req = new IncomingMessage(new Socket())
  const request = new RequestInProgress('r', actor, req, new ServerResponse(req))
  inFlight.add(request)
  return request
}

it('knows whose session it is that is saved, in the background after the end as well, and forgets the crowd', () => {
  const inFlight = new InFlight()
  const you = underWay(inFlight, 'you')
  const crowd = underWay(inFlight, 'crowd')
  for (const request of [you, crowd]) expect(inFlight.ofSession({ req: request.req })).toBe(request)
  for (const request of [you, crowd]) expect([inFlight.remove(request), inFlight.remove(request)]).toEqual([true, false])
  expect(inFlight.size).toBe(0)
  expect(inFlight.ofSession({ req: you.req })).toBe(you)
  expect(inFlight.ofSession({ req: crowd.req })).toBeNull()
})
