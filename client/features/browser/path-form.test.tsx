import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { BrowserFrame } from '../../ui/browser-frame.js'
import PathForm from './path-form.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('paths')
})

afterEach(cleanup)

/** The address, pressed or not, and later the form that it opens: the form is fetched when it is first wanted. */
function open(focused: () => HTMLElement): HTMLInputElement {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  const frame = (under: boolean) => (
    <>
      <input aria-label="elsewhere" />
      <BrowserFrame
        host="localhost"
        path="/"
        addressLabel="Address"
        address={{ isOpen: true, title: 'Go elsewhere', onToggle: () => {} }}
        under={under ? <PathForm onGo={() => {}} /> : null}
      >
        {null}
      </BrowserFrame>
    </>
  )
  const { rerender } = render(frame(false))
  focused().focus()
  rerender(frame(true))
  return document.querySelector<HTMLInputElement>('[data-control=paths] input') as HTMLInputElement
}

test('an address that is pressed can be typed over', () => {
  const field = open(() => screen.getByRole('button', { name: /Address/ }))
  expect(document.activeElement).toBe(field)
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, field.value.length])
})

test('who has gone elsewhere until the form is there stays there', () => {
  open(() => screen.getByLabelText('elsewhere'))
  expect(document.activeElement?.getAttribute('aria-label')).toBe('elsewhere')
})
