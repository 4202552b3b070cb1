import { expect, test } from 'vitest'
import { renderMarkdown } from '../../../server/curriculum/markdown.js'
import { localized } from '../../../server/test/support/localized.js'
import { questionApart } from './question-apart.js'

const both = (en: string, others = en) => localized(renderMarkdown(en), renderMarkdown(others))

test('the question is the last paragraph, with what is marked in it', () => {
  expect(questionApart(both('One.\n\n```js\nlet a\n```\n\nWhat will *it*\nsay?', 'Um.\n\nE agora?'))).toEqual({
    text: both('One.\n\n```js\nlet a\n```', 'Um.'),
    question: both('What will *it*\nsay?', 'E agora?'),
  })
})

test('a text that is nothing but its question', () => {
  expect(questionApart(both('What now?'))).toEqual({ text: both(''), question: both('What now?') })
})

test.each(['- one\n\n- two', '> said', 'Text.\n\n```js\nlet a\n```'])('one that ends with something else stays whole: %j', (markdown) => {
  expect(questionApart(both(markdown))).toEqual({ text: both(markdown), question: null })
  expect(questionApart(both('What?', markdown)).question).toBeNull()
})
