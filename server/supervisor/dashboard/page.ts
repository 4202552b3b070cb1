/** The built page, with the launch token in it where only this machine can ask for the page; everybody else brings it along (client/state/launch-token.ts). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientFolder } from '../../paths.js'

const EMPTY_TOKEN = '<meta name="sessionscope-token" content="">'

const EMPTY_SHOP = '<meta name="sessionscope-shop" content="">'

export interface PageFacts {
  /** null: the page is given without it. */
  readonly token: string | null
  readonly language: string
  /** Where the shop is for this reader; null: on the shop's port of the same host. */
  readonly shopUrl: string | null
}

/** @returns null when the page was never built */
export function readPage({ token, language, shopUrl }: PageFacts): string | null {
  try {
    const html = readFileSync(join(clientFolder, 'index.html'), 'utf8')
    return html
      .replace(/<meta name="sessionscope-token" content=""\s*\/?>/, EMPTY_TOKEN.replace('""', `"${token ?? ''}"`))
      .replace(/<meta name="sessionscope-shop" content=""\s*\/?>/, EMPTY_SHOP.replace('""', `"${shopUrl ?? ''}"`))
      .replace(/<html lang="[^"]*"/, `<html lang="${language}"`)
  } catch {
    return null
  }
}
