import { useEffect, useLayoutEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import styles from './chart.module.css'
import { computedColour, onThemeChange } from './css-colour.js'

export interface ChartSeries {
  readonly key: string
  /** `area`: filled down to zero; `band`: filled up to the series that follows; `steps`: a value holds until the next; `marks`: a dot at each value, and no line. */
  readonly shape: 'area' | 'band' | 'line' | 'steps' | 'marks'
  /** A CSS colour; may hold `var(…)`. */
  readonly colour: string
  readonly widthPx: number
  readonly dash?: readonly number[]
}

export interface ChartProps {
  readonly x: readonly number[]
  /** One column for each series, in their order. */
  readonly columns: readonly (readonly (number | null)[])[]
  /** Those that come later are drawn above. */
  readonly series: readonly ChartSeries[]
  readonly xRange: readonly [number, number]
  readonly yRange: readonly [number, number]
  /** Where the grid has its lines, and what stands beside them. */
  readonly yTicks: readonly { readonly at: number; readonly text: string }[]
  /** Join points over the nulls between them. */
  readonly spanGaps: boolean
}

/** Room for the ticks at the left, in CSS px: "128" and "136 MB". */
export const GUTTER_PX = 42
/** Above and below what is drawn, in CSS px. */
export const PADDING_PX = 6
/** How much of its colour an area has. */
const AREA_SHARE = '24%'
const LEAST_PX = 60

/** Lines and areas on a canvas, by uPlot, as wide and as high as the place that it stands in. It is mute: whoever uses it says the same in words beside it. */
export function Chart(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const isSeen = useRef(true)
  const latest = useRef(props)
  latest.current = props
  /** As the observer has told it: to ask would have the page laid out at once, whenever there are other lines. */
  const room = useRef<Room>(null)
  const shape = JSON.stringify([props.series, props.spanGaps])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the series; all else is read through `latest` when uPlot draws.
  useLayoutEffect(() => {
    const element = host.current
    if (element === null) return
    const colours = new Map<string, string>()
    const colour = (expression: string): string => {
      const found = colours.get(expression) ?? computedColour(element, expression)
      colours.set(expression, found)
      return found
    }
    const { series, spanGaps } = latest.current
    const drawn = new uPlot(
      {
        ...sizeIn(room.current ?? { width: element.clientWidth, height: element.clientHeight }),
        padding: [PADDING_PX, 2, PADDING_PX, 0],
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false, range: () => [...latest.current.xRange] }, y: { range: () => [...latest.current.yRange] } },
        axes: [
          { show: false },
          {
            size: GUTTER_PX,
            grid: { stroke: () => colour('var(--hair)'), width: 1 },
            ticks: { show: false },
            splits: () => latest.current.yTicks.map(({ at }) => at),
            // They are text of the page (below): to write on a canvas takes longer than all that is drawn there, at every reading.
            values: () => [],
          },
        ],
        series: [{}, ...series.map((each) => uPlotSeries(each, spanGaps, colour))],
        bands: series.flatMap(({ shape: drawnAs, colour: own }, index) =>
          drawnAs === 'band' ? [{ series: [index + 2, index + 1] as [number, number], fill: () => colour(wash(own)) }] : [],
        ),
      },
      columnsOf(latest.current),
      element,
    )
    plot.current = drawn
    const stopTheme = onThemeChange(() => {
      colours.clear()
      drawn.redraw(false, true)
    })
    const resize = new ResizeObserver((entries) => {
      room.current = entries.at(-1)?.contentRect ?? room.current
      const { width, height } = sizeIn(room.current ?? drawn)
      if (width !== drawn.width || height !== drawn.height) drawn.setSize({ width, height })
    })
    resize.observe(element)
    const sight = new IntersectionObserver((entries) => {
      isSeen.current = entries.at(-1)?.isIntersecting ?? true
      if (isSeen.current) drawn.setData(columnsOf(latest.current))
    })
    sight.observe(element)
    return () => {
      plot.current = null
      stopTheme()
      resize.disconnect()
      sight.disconnect()
      drawn.destroy()
    }
  }, [shape])

  // Out of sight, on a phone for example, it waits with what is newest until somebody looks.
  useEffect(() => {
    if (isSeen.current) plot.current?.setData(columnsOf(props))
  }, [props])
  const [bottom, top] = props.yRange
  return (
    <div ref={host} className={styles.chart} aria-hidden="true">
      {props.yTicks.map(({ at, text }) => (
        <span key={text} className={styles.tick} style={{ top: `calc(${PADDING_PX}px + ${(top - at) / (top - bottom)} * (100% - ${2 * PADDING_PX}px))` }}>
          {text}
        </span>
      ))}
    </div>
  )
}

type Room = Pick<DOMRectReadOnly, 'width' | 'height'>

/** In whole CSS px, as `clientWidth` has them. */
function sizeIn({ width, height }: Room): Room {
  return { width: Math.max(LEAST_PX, Math.round(width)), height: Math.max(LEAST_PX, Math.round(height)) }
}

function uPlotSeries({ shape, colour: expression, widthPx, dash }: ChartSeries, spanGaps: boolean, colour: (expression: string) => string): uPlot.Series {
  const isMarks = shape === 'marks'
  const stepped = shape === 'steps' ? uPlot.paths.stepped?.({ align: 1 }) : undefined
  return {
    stroke: () => colour(expression),
    width: widthPx,
    spanGaps,
    points: isMarks ? { show: true, size: 9, width: 2, stroke: () => colour(expression), fill: () => colour('var(--card)') } : { show: false },
    ...(shape === 'area' && { fill: () => colour(wash(expression)) }),
    ...(dash && { dash: [...dash] }),
    ...(stepped && { paths: stepped }),
    ...(isMarks && { paths: () => null }),
  }
}

function wash(colour: string): string {
  return `color-mix(in oklab, ${colour} ${AREA_SHARE}, transparent)`
}

function columnsOf({ x, columns }: ChartProps): uPlot.AlignedData {
  return [[...x], ...columns.map((column) => [...column])]
}
