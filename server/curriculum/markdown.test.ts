import { describe, expect, test } from 'vitest'
import { codeBlocksIn, renderInline, renderMarkdown, withoutComments } from './markdown.js'

describe('nothing is executed', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick="x()">b</b>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>1</script>)',
    '[x](vbscript:x)',
    '[x](//evil.example)',
    '[x](http://plain.example)',
    '[x](#/elsewhere)',
    '<javascript:alert(1)>',
    '![x](https://evil.example/pixel.png)',
    '[a]\n\n[a]: javascript:alert(1)',
    '```js"><script>\nlet a\n```',
  ])('%j is text', (source) => {
    const html = renderMarkdown(source)
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)]
    expect(tags.map(([, name]) => name).filter((name) => !['p', 'pre', 'code', 'span', 'a'].includes(name ?? ''))).toEqual([])
    for (const [, name, attributes] of tags) {
      expect(attributes).not.toMatch(/\son|style=/)
      if (name === 'a' && attributes !== '') expect(attributes).toMatch(/^ href="https:\/\//)
    }
  })
})

test('links: to the glossary, to a lesson, to the web in a tab of its own', () => {
  expect(renderInline('[c](glossary:cookie)')).toBe('<a href="#/glossary/cookie" class="term" data-term="cookie">c</a>')
  expect(renderInline('[l](#/lessons/03-sealed-not-secret)')).toBe('<a href="#/lessons/03-sealed-not-secret">l</a>')
  expect(renderInline('[w](https://expressjs.com/)')).toBe('<a href="https://expressjs.com/" target="_blank" rel="noreferrer noopener">w</a>')
})

test('code is coloured by class names only', () => {
  const html = renderMarkdown('```js\nconst a = "<b>"\n```')
  expect(html).toContain('<span class="hljs-keyword">const</span>')
  expect(html).not.toMatch(/<b>|style=/)
})

describe('code blocks', () => {
  test('with language and line', () => {
    expect(codeBlocksIn('a\n\n```js\nb()\n```\n\n- c\n\n  ```bash\n  d\n  ```\n')).toEqual([
      { language: 'js', code: 'b()\n', line: 3 },
      { language: 'bash', code: 'd\n', line: 9 },
    ])
  })

  test('are compared without their comments', () => {
    const js = (code: string) => withoutComments({ language: 'js', code, line: 1 })
    expect(js('a() // one\n/* two\n @param x */\nb("// three")\n')).toBe(js('a() // um\n// dois\nb("// three")'))
    expect(js('b("// three")')).not.toBe(js('b("// três")'))
    expect(withoutComments({ language: 'bash', code: 'ls # all', line: 1 })).toBe(withoutComments({ language: 'bash', code: 'ls # tudo', line: 1 }))
  })
})
