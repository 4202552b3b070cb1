import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { JarCookie } from '../../../server/protocol/browsers.js'
import type { CookieVerdict } from '../../../server/protocol/requests.js'
import { setUpTexts } from '../../i18n/index.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot, YOUR_ID } from '../../test/fixture-snapshot.js'
import { CookieAnatomy } from './cookie-anatomy.js'

const signed = fixtureSnapshot.browsers[0]?.jar[0]
if (!signed) throw new Error('the fixture has a cookie')
const cookie: JarCookie = signed

/** The words beside a part's name. */
function wordsOf(name: string): string | null | undefined {
  return screen.getByText(name).closest('dt')?.nextElementSibling?.textContent
}

function show(verdict: CookieVerdict, over: Partial<JarCookie> = {}, known: boolean | null = true) {
  return render(<CookieAnatomy cookie={{ ...cookie, verdict, ...over }} hue={255} known={known} />)
}

beforeAll(async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  await setUpTexts('en')
})
afterEach(cleanup)

describe('the signature, in words', () => {
  it('is valid', () => {
    show({ kind: 'good', sessionId: YOUR_ID, secretId: 'secret-1', secretIndex: 0 })
    expect(wordsOf('signature')).toMatch(/✓ valid made with the server’s secret/)
  })

  it('is valid with an older secret', () => {
    show({ kind: 'good', sessionId: YOUR_ID, secretId: 'secret-1', secretIndex: 1 })
    expect(wordsOf('signature')).toMatch(/✓ valid made with an older secret/)
  })

  it('is valid and yet opens nothing', () => {
    show({ kind: 'good', sessionId: YOUR_ID, secretId: 'secret-1', secretIndex: 0 }, {}, false)
    expect(wordsOf('signature')).toMatch(/✓ valid, yet it opens nothing/)
  })

  it('is not valid', () => {
    show({ kind: 'bad-signature', sessionId: YOUR_ID, signature: 'x' })
    expect(wordsOf('signature')).toMatch(/✗ not valid: changed on the way/)
  })

  it('is missing', () => {
    show({ kind: 'unsigned', value: 'abc' }, { value: 'abc', parts: null })
    expect(wordsOf('signature')).toMatch(/✗ missing: the value does not begin with s:/)
    expect(screen.queryByText('session ID')).toBeNull()
  })

  it('is unreadable', () => {
    show({ kind: 'malformed', value: '%' }, { value: '%', parts: null })
    expect(wordsOf('signature')).toMatch(/✗ unreadable/)
  })
})

describe('the attributes, in words', () => {
  const good: CookieVerdict = { kind: 'good', sessionId: YOUR_ID, secretId: 'secret-1', secretIndex: 0 }

  it('are each explained, the missing ones too', () => {
    show(good)
    expect(wordsOf('HttpOnly')).toMatch(/scripts/)
    expect(wordsOf('no Secure')).toMatch(/plain HTTP/)
    expect(wordsOf('SameSite=Lax')).toMatch(/links/)
    expect(wordsOf('Path=/')).toBe('sent to every page of this host, on every port')
    expect(wordsOf('host-only')).toMatch(/exactly this host/)
    expect(wordsOf('no Expires')).toBe('gone when the browser closes')
  })

  it('say how long the cookie is kept', () => {
    if (!cookie.attributes) throw new Error('the fixture has attributes')
    show(good, {
      attributes: {
        ...cookie.attributes,
        maxAgeSeconds: 3_600,
        expiresAt: Date.now() + 3_600_000,
        domain: 'example.org',
        secure: true,
        httpOnly: false,
        sameSite: null,
        partitioned: true,
        priority: 'High',
      },
    })
    expect(wordsOf('Max-Age=3600')).toMatch(/kept until/)
    expect(wordsOf('Domain=example.org')).toMatch(/every host below/)
    expect(wordsOf('Partitioned')).toMatch(/each site/)
    expect(wordsOf('Priority=High')).toMatch(/too many/)
    expect(screen.getByText('no HttpOnly')).toBeTruthy()
    expect(screen.getByText('no SameSite')).toBeTruthy()
  })

  it('are unknown when the cookie was only ever seen in a Cookie header', () => {
    show(good, { attributes: null })
    expect(wordsOf('attributes')).toMatch(/a browser never sends them back/)
    expect(screen.queryByText('HttpOnly')).toBeNull()
  })
})
