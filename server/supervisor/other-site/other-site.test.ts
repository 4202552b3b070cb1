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

test.each(['evil.example', 'localhost.evil.example', '127.0.0.1', 'localhost:1'])(
  '%s: a name that is not its own leads nowhere (DNS rebinding)',
  async (host) => {
    const port = await listenOn(site.server)
    site.open({ port, shopPort: 4100, language: () => 'en' })
    const answer = await sendRaw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect(answer.text()).toMatch(/^HTTP\/1\.1 421 /)
    expect(answer.text()).not.toContain('4100')
    answer.close()
  },
)

test('it is only read, and says nothing before it is told where the shop is', async () => {
  const port = await listenOn(site.server)
  const ask = async (method: string) => {
    const answer = await sendRaw(port, `${method} / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    const text = answer.text()
    answer.close()
    return text
  }
  expect(await ask('GET')).toMatch(/^HTTP\/1\.1 421 /)
  site.open({ port, shopPort: 4100, language: () => 'en' })
  expect(await ask('POST')).toMatch(/^HTTP\/1\.1 405 [\s\S]*allow: GET, HEAD/)
})
