import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../protocol/catalogue.js'
import { html } from './html.js'
import { mistakePage, shopPage } from './pages.js'
import { wordsFor } from './words.js'

const english = wordsFor({ acceptsLanguages: (): string[] => [] } as unknown as Parameters<typeof wordsFor>[0])
const HOSTILE = `"'><script>alert(1)</script>&amp;`

describe('html', () => {
  it('escapes what is interpolated, in elements and in attributes', () => {
    expect(html`<p title="${HOSTILE}">${HOSTILE}</p>`.markup).toBe(
      '<p title="&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;">&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</p>',
    )
  })

  it('joins arrays, keeps its own markup, leaves out what is not there, and shows zero', () => {
    expect(html`${[html`<b>${'<'}</b>`, '>']}${false}${null}${undefined}${0}`.markup).toBe('<b>&lt;</b>&gt;0')
  })
})

describe('the pages', () => {
  it('show no markup that a visitor brought, wherever it stands', () => {
    const page = shopPage(english, CATALOGUE, { isLoggedIn: true, name: HOSTILE, flash: HOSTILE, cart: [{ id: HOSTILE, title: HOSTILE, price: 1 }] })
    expect(page).not.toContain('<script')
    expect(page.match(/&lt;script&gt;/g)).toHaveLength(3)
    expect(mistakePage(english, HOSTILE)).not.toContain('<script')
  })

  it('carry no script and load nothing', () => {
    expect(shopPage(english, CATALOGUE, { isLoggedIn: false, name: undefined, cart: undefined, flash: undefined })).not.toMatch(/<script|https?:|<img|src=/)
  })
})
