import { useEffect, useRef, useState } from 'react'

/**
 * A control shows what was just chosen until the state has it, and what is in force again where that was refused. So nothing jumps back while the answer is
 * on its way.
 *
 * @param inForce as the state has it: a plain value
 * @param ask sends the command
 */
export function useAsked<T extends string | number | boolean>(
  inForce: T,
  ask: (value: T) => Promise<{ readonly ok: boolean }>,
): { readonly shown: T; readonly isPending: boolean; readonly choose: (value: T) => void } {
  const [asked, setAsked] = useState<{ readonly value: T } | null>(null)
  const [pending, setPending] = useState(0)
  const latest = useRef(0)
  // What the state says while a later choice is on its way is about an earlier one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the state has something new
  useEffect(() => {
    if (pending === 0) setAsked(null)
  }, [inForce])
  const choose = (value: T) => {
    latest.current += 1
    const mine = latest.current
    setAsked({ value })
    setPending((count) => count + 1)
    void ask(value).then(({ ok }) => {
      setPending((count) => count - 1)
      if (!ok && mine === latest.current) setAsked(null)
    })
  }
  return { shown: asked === null ? inForce : asked.value, isPending: pending > 0, choose }
}
