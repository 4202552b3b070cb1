import { describe, expect, test } from 'vitest'
import { SHOP_NOTICES } from '../../words/notices.js'
import { noticeAnswer, readerOf } from './notice.js'

const pageFor = (headers: Record<string, string>, goTo?: string) =>
  noticeAnswer(SHOP_NOTICES.starting, readerOf({ accept: 'text/html', ...headers }, 'en'), {}, goTo).body

describe('a notice that is worth another try', () => {
  test('tries again by itself in a tab, and says so', () => {
    const page = pageFor({ 'sec-fetch-dest': 'document' })
    expect(page).toContain('<meta http-equiv="refresh" content="1">')
    expect(page).toContain('This page tries again by itself.')
    expect(page).toContain('Esta página tenta de novo sozinha.')
    expect(pageFor({}, '/')).toContain('content="1;url=/"')
    expect(pageFor({}, '/')).toContain('This page goes back to the front of the shop by itself.')
  })

  test('has a link instead in a frame, whose sandbox lets nothing load by itself', () => {
    const page = pageFor({ 'sec-fetch-dest': 'iframe' })
    expect(page).not.toContain('refresh')
    expect(page).not.toContain('by itself')
    expect(page).toContain('<a href="">Try again</a>')
    expect(pageFor({ 'sec-fetch-dest': 'iframe' }, '/')).toContain('<a href="/">Tentar de novo</a>')
  })

  test('promises nothing to a program', () => {
    expect(noticeAnswer(SHOP_NOTICES.starting, readerOf({}, 'en'), {}).body).toBe('The shop is starting. Its server is not listening yet.\n')
  })
})
