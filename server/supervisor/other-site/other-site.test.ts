/** Whatever is asked for, it answers: it stands in the supervisor's process, and every page of the web can send it a request. */
import { afterEach, expect, test } from 'vitest'
import { sendRaw } from '../../test/gateway/front.js'
import { listenOn } from '../../test/lesson-server/tapped-shop.js'
import { OtherSite } from './other-site.js'

let site = new OtherSite()
afterEach(async () => {
  await site.close()
  site = new OtherSite()
})

test.each([
  ['/', 200],
  ['/?lang=pt-BR', 200],
  ['/page.js', 200],
  ['//', 404],
  ['//[', 404],
  ['http://[/', 404],
  ['/%', 404],
  ['*', 404],
])('%s: %i', async (path, status) => {
  const port = await listenOn(site.server)
  site.open({ port, shopPort: 4100, language: () => 'en' })
  const answer = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
  expect(answer.text()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  if (path.includes('lang')) expect(answer.text()).toContain('<html lang="pt-BR">')
  answer.close()
})
