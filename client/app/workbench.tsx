import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react'
import { recall, remember } from '../state/remembered.js'
import { LazyPart } from '../ui/lazy-part.js'
import { BOUNDS, ROOM, type Room, readRoom, withBoundary, withDock, withRequests } from './room.js'
import styles from './workbench.module.css'

export interface WorkbenchProps {
  /** The lessons' place; null: it is folded away. */
  readonly dock: ReactNode | null
  /** Does the lessons' place lie over all that is beside it, so that nothing there can be reached? */
  readonly isCovered: boolean
  /** What is told, below the panes, which give it room: so nothing in them moves. */
  readonly news: ReactNode
  readonly browser: ReactNode
  readonly store: ReactNode
  readonly memory: ReactNode
  readonly requests: ReactNode
  /** What is told in passing, over the title of the requests. */
  readonly report: ReactNode
}

const KEY = 'room'

const loadGrip = async () => ({ default: (await import('./named-grip.js')).NamedGrip })

/**
 * The lessons beside the panes, the requests below them, and a grip at each boundary; what the reader chooses is kept. The sizes are variables of the style
 * sheet, which decides where they apply: the grips come later, and nothing in a pane begins anew when they do, or when the window is too narrow for them.
 */
export function Workbench({ dock, isCovered, news, browser, store, memory, requests, report }: WorkbenchProps) {
  const [room, setRoom] = useState(() => readRoom(recall(KEY)))
  const panes = useRef<HTMLDivElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const below = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (room !== ROOM) remember(KEY, JSON.stringify(room))
  }, [room])
  const widths = (): Room['panes'] => {
    const [first = 0, second = 0, third = 0] = [...(panes.current?.querySelectorAll(`.${styles.pane}`) ?? [])].map((pane) => pane.getBoundingClientRect().width)
    return [first, second, third]
  }
  const move = (boundary: 0 | 1) => (pixels: number) => {
    const before = widths()
    setRoom((now) => withBoundary(now, before, boundary, pixels))
  }
  const moveBelow = (pixels: number) => {
    const [height, most] = [below.current?.offsetHeight ?? 0, (stage.current?.offsetHeight ?? 0) * 0.75]
    setRoom((now) => withRequests(now, height - pixels, most))
  }
  const grip = (name: 'dock' | 'browser' | 'memory' | 'requests', percent: number, onMove: (pixels: number) => void, part: Partial<Room>) => (
    <div className={styles.boundary} data-boundary={name}>
      <LazyPart load={loadGrip} meanwhile={null} props={{ name, percent, onMove, onReset: () => setRoom((now) => ({ ...now, ...part })) }} />
    </div>
  )
  const [a, b, c] = room.panes
  const sum = a + b + c
  const sizes = {
    '--dock': `${room.dock}px`,
    '--first': a / sum,
    '--browser': `${a}fr`,
    '--store': `${b}fr`,
    '--memory': `${c}fr`,
    ...(room.requests !== null && { '--requests': `${room.requests}px` }),
  } as CSSProperties
  const dockPercent = ((room.dock - BOUNDS.dock[0]) / (BOUNDS.dock[1] - BOUNDS.dock[0])) * 100
  return (
    <main className={styles.main} style={sizes} data-docked={dock !== null || undefined}>
      {dock === null ? null : (
        <>
          <div className={styles.dock}>{dock}</div>
          {grip('dock', dockPercent, (pixels) => setRoom((now) => withDock(now, now.dock + pixels)), { dock: ROOM.dock })}
        </>
      )}
      <div className={styles.stage} id="panes" tabIndex={-1} inert={isCovered} ref={stage}>
        <div className={styles.panes} ref={panes}>
          <div id="pane-browser" className={styles.pane}>
            {browser}
          </div>
          {grip('browser', (a / sum) * 100, move(0), { panes: ROOM.panes })}
          <div id="pane-store" className={styles.pane}>
            {store}
          </div>
          {grip('memory', ((a + b) / sum) * 100, move(1), { panes: ROOM.panes })}
          <div id="pane-memory" className={styles.pane}>
            {memory}
          </div>
        </div>
        <div className={styles.news}>{news}</div>
        {grip('requests', 100 - ((room.requests ?? 225) / BOUNDS.requests[1]) * 100, moveBelow, { requests: null })}
        <div id="pane-requests" className={styles.requests} ref={below}>
          {requests}
          <div className={styles.report}>{report}</div>
        </div>
      </div>
    </main>
  )
}
