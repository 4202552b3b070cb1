import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { sightingOf } from './sighting.js'

const NAMES = { now: ['sid'], earlier: [] }

test.each([
  [{}, 'GET', { by: 'navigation', method: 'GET', page: null }],
  [{ 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' }, 'GET', { by: 'navigation', method: 'GET', page: null }],
  [{ 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-site', referer: 'http://localhost:4000/' }, 'GET', { by: 'frame', method: 'GET', page: null }],
  [
    { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site', referer: 'http://elsewhere.test/a' },
    'GET',
    { by: 'frame', method: 'GET', page: 'http://elsewhere.test/a' },
  ],
  [
    { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site', origin: 'http://elsewhere.test', referer: 'http://elsewhere.test/a' },
    'POST',
    { by: 'navigation', method: 'POST', page: 'http://elsewhere.test' },
  ],
  [{ 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'cross-site', origin: 'null' }, 'GET', { by: 'fetch', method: 'GET', page: 'http://another-site.invalid/' }],
  [{ 'sec-fetch-dest': 'image', 'sec-fetch-site': 'cross-site' }, 'HEAD', { by: 'fetch', method: 'GET', page: 'http://another-site.invalid/' }],
])('a request with %j, %s, was made so: %j', (headers, method, asking) => {
  const request = { headers: { host: 'localhost:4100', ...headers }, method, url: '/', socket: {} } as unknown as IncomingMessage
  expect(sightingOf(request, NAMES).asking).toEqual({ channel: 'http', ...asking })
})
