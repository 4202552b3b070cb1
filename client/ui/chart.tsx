import { useEffect, useLayoutEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import styles from './chart.module.css'
import { computedColour, onThemeChange } from './css-colour.js'

export interface ChartLine {
  readonly key: string
  /** A CSS colour; may hold `var(…)`. */
  readonly colour: string
  readonly widthPx: number
  readonly dash?: readonly number[]
}

export interface ChartProps {
  readonly x: readonly number[]
  /** One column for each line, in their order. */
  readonly columns: readonly (readonly (number | null)[])[]
  readonly lines: readonly ChartLine[]
  readonly xRange: readonly [number, number]
  readonly yTop: number
  /** Where the grid has its lines, and what stands beside them. */
  readonly yTicks: readonly { readonly at: number; readonly text: string }[]
  /** A dashed line across, in the colour of what must not be reached. */
  readonly limit: number
  /** Join points over the nulls between them. */
  readonly spanGaps: boolean
  readonly heightPx: number
}

/** Room for the ticks at the left, in CSS px: "128" and "0 MB". */
const GUTTER_PX = 34

/** Lines on a canvas, by uPlot. It is mute: whoever uses it says the same in words beside it. */
export function Chart(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const latest = useRef(props)
  latest.current = props
  const shape = JSON.stringify([props.lines, props.spanGaps, props.heightPx])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the lines; all else is read through `latest` when uPlot draws.
  useLayoutEffect(() => {
    const element = host.current
    if (element === null) return
    const colours = new Map<string, string>()
    const colour = (expression: string): string => {
      const found = colours.get(expression) ?? computedColour(element, expression)
      colours.set(expression, found)
      return found
    }
    const { lines, spanGaps, heightPx } = latest.current
    const drawn = new uPlot(
      {
        width: Math.max(80, element.clientWidth),
        height: heightPx,
        padding: [6, 2, 6, 0],
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false, range: () => [...latest.current.xRange] }, y: { range: () => [0, latest.current.yTop] } },
        axes: [
          { show: false },
          {
            size: GUTTER_PX,
            gap: 6,
            align: 1,
            alignTo: 2,
            font: '10.5px "Inter Variable", Inter, sans-serif',
            stroke: () => colour('var(--soft)'),
            grid: { stroke: () => colour('var(--hair)'), width: 1 },
            ticks: { show: false },
            splits: () => latest.current.yTicks.map(({ at }) => at),
            values: () => latest.current.yTicks.map(({ text }) => text),
          },
        ],
        series: [
          {},
          ...lines.map((line) => ({
            stroke: () => colour(line.colour),
            width: line.widthPx,
            spanGaps,
            points: { show: false },
            ...(line.dash && { dash: [...line.dash] }),
          })),
        ],
        hooks: { draw: [(u) => drawLimit(u, latest.current.limit, colour('var(--bad)'))] },
      },
      columnsOf(latest.current),
      element,
    )
    plot.current = drawn
    const stopTheme = onThemeChange(() => {
      colours.clear()
      drawn.redraw(false, true)
    })
    const resize = new ResizeObserver(() => drawn.setSize({ width: Math.max(80, element.clientWidth), height: heightPx }))
    resize.observe(element)
    return () => {
      plot.current = null
      stopTheme()
      resize.disconnect()
      drawn.destroy()
    }
  }, [shape])

  useEffect(() => plot.current?.setData(columnsOf(props)), [props])
  return <div ref={host} className={styles.chart} style={{ height: props.heightPx }} aria-hidden="true" />
}

function columnsOf({ x, columns }: ChartProps): uPlot.AlignedData {
  return [[...x], ...columns.map((column) => [...column])]
}

function drawLimit(u: uPlot, limit: number, colour: string): void {
  const y = Math.round(u.valToPos(limit, 'y', true))
  const { ctx, bbox } = u
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.restore()
}
