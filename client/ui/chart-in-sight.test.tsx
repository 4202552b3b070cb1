import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Chart, type ChartProps } from './chart.js'

const drawn = vi.hoisted((): unknown[] => [])
// happy-dom has no canvas.
vi.mock('uplot', () => ({
  default: class {
    setData(columns: readonly unknown[]) {
      drawn.push(columns[0])
    }
    setSize() {}
    destroy() {}
  },
}))
let look: IntersectionObserverCallback = () => {}
vi.stubGlobal(
  'IntersectionObserver',
  class {
    constructor(callback: IntersectionObserverCallback) {
      look = callback
    }
    observe() {}
    disconnect() {}
  },
)
/** Scrolls the chart into sight, or out of it. */
const isIntersecting = (is: boolean) => look([{ isIntersecting: is } as IntersectionObserverEntry], {} as IntersectionObserver)
afterEach(cleanup)

test('a chart that is out of sight is not drawn, and shows what is newest when it comes back', () => {
  const props: ChartProps = { x: [0], columns: [], series: [], xRange: [0, 1], yRange: [0, 1], yTicks: [], spanGaps: false }
  const { rerender } = render(<Chart {...props} />)
  rerender(<Chart {...props} x={[1]} />)
  expect(drawn.at(-1)).toEqual([1])
  isIntersecting(false)
  const before = drawn.length
  rerender(<Chart {...props} x={[2]} />)
  rerender(<Chart {...props} x={[3]} />)
  expect(drawn).toHaveLength(before)
  isIntersecting(true)
  expect(drawn.slice(before)).toEqual([[3]])
})
