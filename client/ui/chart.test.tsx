import { cleanup, render } from '@testing-library/react'
import type { Options } from 'uplot'
import { afterEach, expect, test, vi } from 'vitest'
import { Chart } from './chart.js'

const drawn = vi.hoisted((): Options[] => [])
// happy-dom has no canvas.
vi.mock('uplot', () => ({
  default: class {
    constructor(options: Options) {
      drawn.push(options)
    }
    setData() {}
    setSize() {}
    destroy() {}
  },
}))
afterEach(cleanup)

test('the figures of the axis are text of the page at the height of their lines, and nothing is written on the canvas', () => {
  const ticks = [
    { at: 0, text: '0 MB' },
    { at: 5, text: '5' },
    { at: 10, text: '10' },
  ]
  const { container } = render(<Chart x={[0, 1]} columns={[]} series={[]} xRange={[0, 1]} yRange={[0, 10]} yTicks={ticks} spanGaps={false} />)
  const shown = [...container.querySelectorAll<HTMLElement>('[aria-hidden] > span')].map(({ textContent, style }) => [textContent, style.top])
  expect(shown).toEqual([
    ['0 MB', 'calc(6px + 1 * (100% - 12px))'],
    ['5', 'calc(6px + 0.5 * (100% - 12px))'],
    ['10', 'calc(6px + 0 * (100% - 12px))'],
  ])
  const values = drawn.flatMap(({ axes = [] }) => axes.flatMap((axis) => (typeof axis.values === 'function' ? [axis.values] : [])))
  expect(values.map((value) => value(undefined as never, [0, 5, 10], 0, 0, 0))).toEqual([[]])
})
