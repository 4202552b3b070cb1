import { afterEach, expect, test, vi } from 'vitest'
import { frameElement } from './point-at.js'

afterEach(() => {
  vi.restoreAllMocks()
  document.body.replaceChildren()
})

/** What is scrolled to show something so high in a place of 200 px, which stands 40 px above the upper end of it. */
function scrolledFor(height: number) {
  const scroller = document.createElement('div')
  scroller.style.overflowY = 'auto'
  const target = scroller.appendChild(document.createElement('section'))
  document.body.append(scroller)
  const sizes = { scroller: { clientHeight: 200, scrollHeight: 600 }, target: { offsetHeight: height } }
  for (const [name, value] of Object.entries(sizes.scroller)) Object.defineProperty(scroller, name, { value })
  for (const [name, value] of Object.entries(sizes.target)) Object.defineProperty(target, name, { value })
  vi.spyOn(scroller, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 100, 300, 200))
  vi.spyOn(target, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 60, 300, height))
  const by = vi.spyOn(scroller, 'scrollBy').mockImplementation(() => {})
  const into = vi.spyOn(HTMLElement.prototype, 'scrollIntoView').mockImplementation(() => {})
  into.mockClear()
  frameElement(target, 'center')
  return { by: by.mock.calls.map(([options]) => (options as ScrollToOptions).top), into: into.mock.contexts.map((each) => each === target) }
}

test('what fits into its place comes to the middle; of what does not, the beginning is in sight', () => {
  expect(scrolledFor(150)).toEqual({ by: [], into: [true] })
  expect(scrolledFor(400)).toEqual({ by: [-40], into: [false] })
})
