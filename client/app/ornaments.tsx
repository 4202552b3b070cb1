import { SessionLight } from './session-light.js'
import { Thread } from './thread.js'

/** What helps the eye, and is missed by nobody until something is there to be seen. */
export function Ornaments() {
  return (
    <>
      <Thread />
      <SessionLight />
    </>
  )
}
