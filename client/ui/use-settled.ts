import { useEffect, useState } from 'react'

const SETTLED_MS = 250

/** The value that was the same for a moment. Whoever drags through the past passes many: what costs more than a frame has room for is done once they rest. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
