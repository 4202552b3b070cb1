import { useState } from 'react'
import type { ResultOf } from '../../server/protocol/command-results.js'
import type { Command, CommandType } from '../../server/protocol/commands.js'
import { useProblemWords } from '../i18n/problem-words.js'
import { send } from './connection.js'

export interface Sending {
  /** It is on its way, and nothing else is sent meanwhile. */
  readonly isPending: boolean
  /** What came of it, in words; null: nothing is to be said. */
  readonly said: string | null
  readonly say: (words: string | null) => void
  /** Sends it. @returns the answer; null: it was refused, and why is said, or what was sent before is still on its way */
  readonly sending: <C extends Command>(command: C) => Promise<{ readonly value: ResultOf<C['type'] & CommandType> } | null>
}

/** What a form sends, one at a time, and what came of it. */
export function useSending(): Sending {
  const words = useProblemWords()
  const [isPending, setPending] = useState(false)
  const [said, say] = useState<string | null>(null)
  const sending: Sending['sending'] = async (command) => {
    if (isPending) return null
    setPending(true)
    const result = await send(command)
    setPending(false)
    say(result.ok ? null : words(result.problem))
    return result.ok ? result : null
  }
  return { isPending, said, say, sending }
}
