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

test('the figures of the axis grow with the density of the screen: uPlot multiplies only the digits before px', () => {
  render(<Chart x={[0, 1]} columns={[]} series={[]} xRange={[0, 1]} yRange={[0, 1]} yTicks={[{ at: 0, text: '0 MB' }]} spanGaps={false} />)
  const fonts = drawn.flatMap(({ axes = [] }) => axes.flatMap(({ font }) => font ?? []))
  expect(fonts.map((font) => font.replace(/(\d+)px/, (_, digits) => `${Number(digits) * 2}px`))).toEqual([expect.stringMatching(/^22px /)])
})
