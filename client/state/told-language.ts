/** Which language the sandbox was told that this page speaks; the shop follows it. */
import { createStore } from 'zustand/vanilla'
import type { Language } from '../../server/protocol/language.js'
import { send } from './connection.js'
import { reached } from './reached.js'

/** The last one that the sandbox was told, or that it could not be told; null: none yet. This page's state includes what came of it. */
export const toldLanguageStore = createStore<{ readonly told: Language | null }>()(() => ({ told: null }))

let telling: Promise<void> = Promise.resolve()

/** Tells it. The shop is shown in whatever language it speaks when the sandbox does not take it. Never rejects. */
export function tellLanguage(language: Language): Promise<void> {
  telling = tell(language)
  return telling
}

/** Resolves when nothing is being told. */
export function languageTold(): Promise<void> {
  return telling
}

async function tell(language: Language): Promise<void> {
  const result = await send({ type: 'language:set', language })
  if (result.ok) await reached(result.value.seq)
  toldLanguageStore.setState({ told: language })
}
