import { type CSSProperties, useLayoutEffect, useRef, useState } from 'react'
import { FAULTS, type FaultsInForce, faultsMet, inForce } from '../../../server/protocol/faults.js'
import type { InstanceId } from '../../../server/protocol/instances.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import styles from './lines.module.css'
import { joined, type Point, type Span, spanBetween } from './spans.js'

export interface LinesProps {
  /** Travel along the lines. */
  readonly passing: readonly RequestRecord[]
  /** Names of what sends, of what stands behind the proxy. */
  readonly senders: readonly string[]
  readonly servers: readonly string[]
}

interface Drawn {
  readonly width: number
  readonly height: number
  readonly spans: Readonly<Record<string, Span>>
}

const NOTHING: Drawn = { width: 0, height: 0, spans: {} }

/** The lines between the places that stand beside it, measured from where these are, so that they are right however the way is laid out; and the requests on them. */
export function Lines({ passing, senders, servers }: LinesProps) {
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const faults = useSnapshot((snapshot) => snapshot.faults)
  const [drawn, setDrawn] = useState(NOTHING)
  const own = useRef<HTMLDivElement>(null)
  const names = JSON.stringify([senders, servers])
  useLayoutEffect(() => {
    const root = own.current?.parentElement
    if (!root) return
    const measure = () => setDrawn(draw(root, ...(JSON.parse(names) as [string[], string[]])))
    measure()
    const observer = new ResizeObserver(measure)
    for (const each of [root, ...root.querySelectorAll('[data-node]')]) observer.observe(each)
    return () => observer.disconnect()
  }, [names])
  const { width, height, spans } = drawn
  const pathOf = ({ actor, instance, operations }: RequestRecord): string | null => {
    const parts = [`${actor}>proxy`, `proxy>server:${instance}`, ...(operations.length > 0 ? [`server:${instance}>store`] : [])].map((name) => spans[name])
    const known = parts.filter((part) => part !== undefined)
    return known.length === 0 ? null : joined(known)
  }
  return (
    <div ref={own} className={styles.lines} aria-hidden>
      <svg width={width} height={height} aria-hidden="true">
        {Object.entries(spans).map(([name, { path }]) => (
          <path key={name} d={path} className={servers.some((id) => name === `server:${id}>store` && isDisturbed(faults, id)) ? styles.slow : ''} />
        ))}
      </svg>
      {passing.map((request) => {
        const path = pathOf(request)
        const hue = browsers.find(({ id }) => id === request.actor)?.hue ?? null
        if (path === null) return null
        return (
          <i
            key={request.id}
            className={`${styles.traveller} ${hue === null ? styles.grey : 'hued'}`}
            style={{ offsetPath: `path("${path}")`, ...(hue !== null && { '--hue': hue }) } as CSSProperties}
          />
        )
      })}
    </div>
  )
}

/** Is the way from this server to the store not as usual? */
function isDisturbed(faults: FaultsInForce, server: InstanceId): boolean {
  return inForce(faultsMet(faults, server)).some(([fault]) => FAULTS[fault].place === 'wire' || FAULTS[fault].place === 'store')
}

function draw(root: HTMLElement, senders: readonly string[], servers: readonly string[]): Drawn {
  const { left, top, width, height } = root.getBoundingClientRect()
  const boxOf = (name: string) => {
    const rect = root.querySelector(`[data-node="${name}"]`)?.getBoundingClientRect()
    if (rect === undefined || rect.width === 0) return null
    const from: Point = { x: rect.left - left, y: rect.top - top }
    return { ...from, width: rect.width, height: rect.height }
  }
  const pairs = [
    ...senders.map((name) => [name, 'proxy'] as const),
    ...servers.flatMap((name) => [['proxy', `server:${name}`] as const, [`server:${name}`, 'store'] as const]),
  ]
  const spans = pairs.flatMap(([a, b]) => {
    const [from, to] = [boxOf(a), boxOf(b)]
    return from && to ? [[`${a}>${b}`, spanBetween(from, to)] as const] : []
  })
  return { width, height, spans: Object.fromEntries(spans) }
}
