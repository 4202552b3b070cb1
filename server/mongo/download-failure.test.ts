import { expect, test } from 'vitest'
import { whyDownloadFailed } from './download-failure.js'

// As mongodb-memory-server-core says it, with its own text around what Node.js said.
const OF = 'Download failed for url "https://mirror.example/mongodb.tgz", Details: '

test.each([
  ['request to mirror failed, reason: connect ECONNREFUSED 127.0.0.1:9', 'download-offline', { systemCode: 'ECONNREFUSED' }],
  ['getaddrinfo EAI_AGAIN mirror.example', 'download-offline', { systemCode: 'EAI_AGAIN' }],
  ['socket hang up', 'download-offline', { systemCode: 'ECONNRESET' }],
  ['self-signed certificate in certificate chain', 'download-not-trusted', { systemCode: 'self-signed certificate' }],
  ["Status Code is 403 (MongoDB's 404) This means that the requested version-platform combination doesn't exist", 'download-refused', { status: '403' }],
  ["Status Code isn't 200! (it is 503)", 'download-refused', { status: '503' }],
  ['MD5 check failed! Binary MD5 is "a", Checkfile MD5 is "b"', 'download-damaged', {}],
  ['Error during untar for x.tgz: invalid tar header', 'download-damaged', {}],
  ['ENOSPC: no space left on device, write', 'disk-full', {}],
])('%s', (text, code, params) => {
  expect(whyDownloadFailed(OF + text)).toEqual({ code, params, message: expect.any(String) })
})

test('what nobody knows is left in its own words', () => {
  expect(whyDownloadFailed('the moon is full')).toEqual({ code: 'said', params: { words: 'the moon is full' }, message: 'the moon is full' })
})
