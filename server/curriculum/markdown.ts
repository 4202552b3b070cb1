/**
 * Lesson Markdown to HTML. Raw HTML is not understood (it shows as text), links lead to the glossary, to other lessons or
 * to the web over https, and code is coloured by class names, since the page's policy forbids inline styles.
 */
import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import http from 'highlight.js/lib/languages/http'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import MarkdownIt from 'markdown-it'

const LANGUAGES = { bash, http, js: javascript, json }
for (const [name, grammar] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, grammar)

/** Languages that a code block may name. A `js` block runs in the tests. */
export const CODE_LANGUAGES: readonly string[] = [...Object.keys(LANGUAGES), 'text']

const GLOSSARY = 'glossary:'
const LINK = /^(?:https:\/\/|#\/lessons\/[a-z0-9-]+$|glossary:[a-z0-9-]+$)/

const markdown = new MarkdownIt({
  html: false,
  linkify: false,
  typographer: false,
  highlight: (code, language) => (language in LANGUAGES ? hljs.highlight(code, { language }).value : ''),
})
markdown.validateLink = (url) => LINK.test(url)
// A picture would be fetched from elsewhere as soon as the page shows it.
markdown.disable('image')

const renderLink = markdown.renderer.rules.link_open
markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
  const token = tokens[index]
  const href = String(token?.attrGet('href') ?? '')
  if (token && href.startsWith(GLOSSARY)) {
    // Reached by keyboard as any link; the page opens the definition instead of following it.
    token.attrs = [
      ['href', `#/glossary/${href.slice(GLOSSARY.length)}`],
      ['class', 'term'],
      ['data-term', href.slice(GLOSSARY.length)],
    ]
  } else if (token && href.startsWith('https://')) {
    token.attrSet('target', '_blank')
    token.attrSet('rel', 'noreferrer noopener')
  }
  return renderLink ? renderLink(tokens, index, options, env, self) : self.renderToken(tokens, index, options)
}

/** Spaces at the beginning of a line, which the page keeps together with what follows. */
const INDENT = /^ +/gm

// Code is to be read as it stands, also by those who have their browser translate the page.
for (const name of ['code_inline', 'code_block', 'fence'] as const) {
  const render = markdown.renderer.rules[name]
  markdown.renderer.rules[name] = (tokens, index, options, env, self) => {
    tokens[index]?.attrSet('translate', 'no')
    const html = render ? render(tokens, index, options, env, self) : self.renderToken(tokens, index, options)
    return name === 'code_inline' ? html : html.replace(INDENT, '<span class="indent">$&</span>')
  }
}

/** Block Markdown to HTML, safe to put into a page. */
export function renderMarkdown(text: string): string {
  return markdown.render(text)
}

/** One line of Markdown, without a paragraph around it. */
export function renderInline(text: string): string {
  return markdown.renderInline(text)
}

/** Ids of the glossary words that a text links to. */
export function glossaryWordsIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\(glossary:([a-z0-9-]+)\)/g)].map((match) => match[1] ?? '')
}

export interface CodeBlock {
  readonly language: string
  readonly code: string
  /** Of the fence above it, from 1. */
  readonly line: number
}

/** The fenced code blocks of a text. */
export function codeBlocksIn(text: string): readonly CodeBlock[] {
  return markdown
    .parse(text, {})
    .filter((token) => token.type === 'fence')
    .map((token) => ({ language: token.info.trim(), code: token.content, line: (token.map?.[0] ?? 0) + 1 }))
}

const COMMENT = /<span class="hljs-comment">(?:[^<]|<span class="hljs-doctag">[^<]*<\/span>)*<\/span>/g

/** What a computer reads of a block: not its comments, nor the lines that held nothing else. For comparing only: it is marked up. */
export function withoutComments({ language, code }: CodeBlock): string {
  const coloured = language in LANGUAGES ? hljs.highlight(code, { language }).value : code
  return coloured
    .replace(COMMENT, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')
}
