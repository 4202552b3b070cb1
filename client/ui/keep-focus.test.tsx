import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { Pane } from './pane.js'

afterEach(cleanup)

/** Buttons that go away when they are pressed. */
function Vanishing({ names }: { readonly names: readonly string[] }) {
  const [gone, setGone] = useState<readonly string[]>([])
  return names
    .filter((name) => !gone.includes(name))
    .map((name) => (
      <button key={name} type="button" onClick={() => setGone([...gone, name])}>
        {name}
      </button>
    ))
}

async function press(name: string): Promise<void> {
  const button = screen.getByRole('button', { name })
  button.focus()
  await act(async () => fireEvent.click(button))
}

test('what stands around it takes the focus of what goes away, or what is marked to, or the heading of the pane', async () => {
  render(
    <Pane name="store" where="In the store" what="a document">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as a list that has the keys */}
      <div tabIndex={0} data-testid="list">
        <Vanishing names={['in the list', 'also in the list']} />
      </div>
      <Vanishing names={['one', 'two']} />
      <button type="button" data-focus-heir="" disabled>
        not now
      </button>
    </Pane>,
  )
  await press('in the list')
  expect(document.activeElement).toBe(screen.getByTestId('list'))
  await press('one')
  expect(document.activeElement).toBe(screen.getByRole('heading'))
  screen.getByText('not now').removeAttribute('disabled')
  await press('two')
  expect(document.activeElement).toBe(screen.getByText('not now'))
  // What stands around it goes before what is marked, and nothing outside the pane is asked.
  await press('also in the list')
  expect(document.activeElement).toBe(screen.getByTestId('list'))
})

test('what is disabled gives its focus away, and so does what tells of its end as it goes', async () => {
  render(
    <div tabIndex={-1}>
      <Pane name="store" where="In the store" what="a document">
        <button type="button">to be disabled</button>
        <button type="button">to be taken away</button>
      </Pane>
    </div>,
  )
  const disabled = screen.getByRole<HTMLButtonElement>('button', { name: 'to be disabled' })
  disabled.focus()
  await act(async () => {
    disabled.disabled = true
  })
  expect(document.activeElement).toBe(screen.getByRole('heading'))
  const gone = screen.getByRole('button', { name: 'to be taken away' })
  gone.focus()
  await act(async () => {
    // As Chromium does.
    fireEvent.focusOut(gone)
    gone.remove()
  })
  expect(document.activeElement).toBe(screen.getByRole('heading'))
})

test('what is marked and not displayed is passed over', async () => {
  render(
    <Pane name="store" where="In the store" what="a document">
      <Vanishing names={['one']} />
      <button type="button" data-focus-heir="">
        in a closed card
      </button>
    </Pane>,
  )
  // As browsers do with what is not displayed.
  vi.spyOn(screen.getByText('in a closed card'), 'focus').mockImplementation(() => {})
  await press('one')
  expect(document.activeElement).toBe(screen.getByRole('heading'))
})

test('whoever went elsewhere is left there', async () => {
  render(
    <>
      <Pane name="store" where="In the store" what="a document">
        <Vanishing names={['one']} />
      </Pane>
      <input aria-label="elsewhere" />
    </>,
  )
  screen.getByRole('button').focus()
  screen.getByLabelText('elsewhere').focus()
  await act(async () => fireEvent.click(screen.getByRole('button')))
  expect(document.activeElement).toBe(screen.getByLabelText('elsewhere'))
  // Nor is it taken from the page by what goes away later.
  cleanup()
  render(
    <Pane name="store" where="In the store" what="a document">
      <Vanishing names={['one']} />
    </Pane>,
  )
  const button = screen.getByRole('button')
  button.focus()
  button.blur()
  await act(async () => undefined)
  await act(async () => fireEvent.click(button))
  expect(document.activeElement).toBe(document.body)
})
