import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { Dialog } from './dialog.js'

afterEach(cleanup)

/** As a comparison has it: its *Cancel* goes away with what it cancels. */
function UnderWay() {
  const [isUnderWay, setUnderWay] = useState(true)
  return isUnderWay ? (
    <button type="button" onClick={() => setUnderWay(false)}>
      Cancel
    </button>
  ) : null
}

test('its heading takes the focus of what goes away in it, and Tab does not stop there', async () => {
  render(
    <>
      <button type="button">behind it</button>
      <Dialog open onClose={() => {}} title="The same clicks, twice" closeLabel="Close">
        <UnderWay />
      </Dialog>
    </>,
  )
  const cancel = screen.getByText('Cancel')
  cancel.focus()
  await act(async () => fireEvent.click(cancel))
  const heading = screen.getByText('The same clicks, twice')
  expect(document.activeElement).toBe(heading)
  expect(heading.tabIndex).toBe(-1)
})
