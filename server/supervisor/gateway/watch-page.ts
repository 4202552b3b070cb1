import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { GATEWAY } from '../../config.js'

/** Is it a page that is to stand in a tab or a frame? A redirect is none: the page comes after it. */
export function isPageFor(request: Pick<IncomingMessage, 'headers'>, status: number, headers: IncomingHttpHeaders): boolean {
  const dest = request.headers['sec-fetch-dest'] ?? 'document'
  const isRedirect = status >= 300 && status < 400
  return !isRedirect && ['document', 'iframe'].includes(String(dest)) && /^text\/html\b/i.test(headers['content-type'] ?? '') && !headers['content-encoding']
}

/** Reads along as a page passes, and tells its beginning once it is complete. It holds nothing back. */
export function watchPage(request: IncomingMessage, answer: IncomingMessage, onPage: (status: number, html: string) => void): void {
  const status = answer.statusCode ?? 0
  if (!isPageFor(request, status, answer.headers)) return
  const chunks: Buffer[] = []
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    if (bytes < GATEWAY.watchedPageBytes) chunks.push(chunk.subarray(0, GATEWAY.watchedPageBytes - bytes))
    bytes += chunk.length
  })
  answer.on('end', () => {
    if (answer.complete) onPage(status, Buffer.concat(chunks).toString('utf8'))
  })
}
