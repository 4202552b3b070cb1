import { useEffect, useState } from 'react'
import { NewsItem, type NewsItemProps } from './news-item.js'

export interface PassingNewsProps extends NewsItemProps {
  /** How long it stays, ms; null: until it is dismissed. */
  readonly stayMs: number | null
  readonly onEnd: () => void
}

/** News that goes by itself. It waits while the pointer or the focus is on it; whatever else happens meanwhile does not prolong it. */
export function PassingNews({ stayMs, onEnd, ...item }: PassingNewsProps) {
  const [isHeld, setHeld] = useState(false)
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    if (stayMs === null) return
    const timer = setTimeout(() => setOver(true), stayMs)
    return () => clearTimeout(timer)
  }, [stayMs])
  useEffect(() => {
    if (isOver && !isHeld) onEnd()
  }, [isOver, isHeld, onEnd])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices whether somebody is reading
    <div onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <NewsItem {...item} />
    </div>
  )
}
