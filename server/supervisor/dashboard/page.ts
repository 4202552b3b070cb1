/** The built page, with the launch token in it where only this machine can ask for the page; everybody else brings it along (client/state/launch-token.ts). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientFolder } from '../../paths.js'

const EMPTY_TOKEN = '<meta name="sessionscope-token" content="">'

/**
 * @param token null: the page is given without it
 * @returns null when the page was never built
 */
export function readPage(token: string | null, language: string): string | null {
  try {
    const html = readFileSync(join(clientFolder, 'index.html'), 'utf8')
    return html
      .replace(/<meta name="sessionscope-token" content=""\s*\/?>/, EMPTY_TOKEN.replace('""', `"${token ?? ''}"`))
      .replace(/<html lang="[^"]*"/, `<html lang="${language}"`)
  } catch {
    return null
  }
}
