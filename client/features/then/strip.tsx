import { type CSSProperties, memo, type PointerEvent, type RefObject, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Moment } from '../../state/dashboard-store.js'
import { aim, arrive, dragTo, onAim } from '../../state/drag.js'
import { heldPast, onPastChanged } from '../../state/past.js'
import type { Stop } from '../../state/stops.js'
import { useLive } from '../../state/use-dashboard.js'
import { COLUMNS, columnOf, HEIGHT, type Span, type StripPaths, spanOf, stripPaths } from './strip-paths.js'
import styles from './then-bar.module.css'
import { useMomentWords } from './use-moment-words.js'

const NONE: readonly Stop[] = []

/** All that happened, as marks in the browsers' colours; dragging along it shows each moment. */
export function Strip({ moment }: { readonly moment: Moment }) {
  const { t } = useTranslation('moment')
  // Changes when there are new ones, or another past.
  const version = useSyncExternalStore(onPastChanged, () => heldPast()?.stops.version ?? -1)
  const stops = heldPast()?.stops.all ?? NONE
  const isCut = heldPast()?.stops.isCut === true
  const { span, paths } = drawingOf(stops, version)
  const words = useMomentWords(moment)
  const index = Math.max(0, heldPast()?.stops.indexOf(moment) ?? 0)
  const drawing = useRef<HTMLDivElement>(null)
  const drag = useDrag(span, drawing)
  return (
    <div className={styles.place}>
      {isCut ? (
        <span className={styles.cut} title={t('cutWhy')}>
          {t('cut')}
        </span>
      ) : null}
      <div
        className={styles.strip}
        role="slider"
        tabIndex={0}
        aria-label={t('strip')}
        title={t('stripWhy')}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, stops.length)}
        aria-valuenow={index + 1}
        aria-valuetext={[words.time, words.who, words.what].filter(Boolean).join(', ')}
        {...drag}
      >
        <div className={styles.drawing} ref={drawing}>
          <Marks paths={paths} />
          <Thumb place={stops[index]?.place ?? 0} span={span} />
        </div>
      </div>
    </div>
  )
}

let drawn: { readonly stops: readonly Stop[]; readonly version: number; readonly span: Span; readonly paths: StripPaths } | null = null

/**
 * What was drawn last, while that is still all there is: a drawing takes a look at every stop, and whoever goes back once more need not wait for it. The
 * list of stops is the same all along; `version` says when its content has changed.
 */
function drawingOf(stops: readonly Stop[], version: number) {
  if (drawn?.stops === stops && drawn.version === version) return drawn
  const span = spanOf(stops)
  drawn = { stops, version, span, paths: stripPaths(stops, span) }
  return drawn
}

const ACROSS_MS = 1_000

/**
 * Stands where the pointer is while it is dragged, or else where the moment is. It is an animation from one end to the other that stands still at a point:
 * a frame of a drag then renders nothing, and Chromium need not work out all layers of the page anew, as it does where a transform is set. The words beside
 * it come with the panes.
 */
function Thumb({ place, span }: { readonly place: number; readonly span: Span }) {
  const element = useRef<HTMLElement>(null)
  const across = useRef<Animation | null>(null)
  useLayoutEffect(() => {
    across.current ??= element.current?.animate({ transform: ['translateX(0)', 'translateX(100%)'] }, { duration: ACROSS_MS, fill: 'both' }) ?? null
    across.current?.pause()
    const move = () => {
      if (across.current !== null) across.current.currentTime = (columnOf(aim()?.place ?? place, span) / COLUMNS) * ACROSS_MS
    }
    move()
    return onAim(move)
  }, [place, span])
  return <b aria-hidden ref={element} className={styles.at} />
}

/** Follows the pointer, one step a frame at most. While it is held, the strip keeps the span that it had. */
function useDrag(span: Span, drawing: RefObject<HTMLElement | null>) {
  const held = useRef<Span | null>(null)
  const wanted = useRef<number | null>(null)
  const follow = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = (drawing.current ?? event.currentTarget).getBoundingClientRect()
    const { from, to } = held.current ?? span
    const isFirst = wanted.current === null
    wanted.current = from + ((event.clientX - left) / Math.max(1, width)) * (to - from)
    if (!isFirst) return
    requestAnimationFrame(() => {
      const place = wanted.current
      wanted.current = null
      if (place !== null) dragTo(place)
    })
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      held.current = span
      follow(event)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (held.current !== null) follow(event)
    },
    onLostPointerCapture: () => {
      if (wanted.current !== null) dragTo(wanted.current)
      wanted.current = null
      held.current = null
      arrive()
    },
  }
}

const Marks = memo(function Marks({ paths }: { readonly paths: StripPaths }) {
  const browsers = useLive((snapshot) => snapshot.browsers)
  const former = useLive((snapshot) => snapshot.formerBrowsers)
  const hueOf = (actor: string) => [...browsers, ...former].find(({ id }) => id === actor)?.hue
  return (
    <svg className={styles.marks} viewBox={`0 0 ${COLUMNS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path className={styles.crowds} d={paths.crowds} />
      {[...paths.requests].map(([actor, d]) => {
        const hue = hueOf(actor)
        return <path key={actor} data-actor={actor} className={hue === undefined ? styles.nobody : 'hued'} style={{ '--hue': hue } as CSSProperties} d={d} />
      })}
      <path className={styles.events} d={paths.events} />
      <path className={styles.bad} d={paths.bad} />
    </svg>
  )
})
