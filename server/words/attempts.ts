/** Why an address of a MongoDB cannot be used, in the reader's language, for the terminal. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../paths.js'
import type { Language } from '../protocol/language.js'
import type { MongoAttempt } from '../protocol/mongo.js'

/** English is told as it was written for scripts, with what the server said; other languages as the page words the code. */
export function attemptWords({ code, params = {}, reason }: MongoAttempt, language: Language): string {
  if (language === 'en') return reason
  const words = wordsOfPage(language)[code]
  return words?.replace(/\{\{(\w+)\}\}/g, (_, name: string) => params[name] ?? '…') ?? reason
}

function wordsOfPage(language: Language): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(join(projectRoot, 'client', 'i18n', language, 'problems.json'), 'utf8')).sources
  } catch {
    return {}
  }
}
