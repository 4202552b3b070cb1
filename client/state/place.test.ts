import { afterEach, expect, it } from 'vitest'
import { currentPlace, goTo, placeIn } from './place.js'

afterEach(() => {
  location.hash = ''
})

it.each([
  ['', { at: 'none' }],
  ['#/', { at: 'none' }],
  ['#/lessons', { at: 'lessons' }],
  ['#/lessons/', { at: 'lessons' }],
  ['#/sandbox', { at: 'sandbox' }],
  ['#/lessons/02-the-claim-ticket', { at: 'lesson', id: '02-the-claim-ticket' }],
  ['#/lessons/02-the-claim-ticket/log-in', { at: 'lesson', id: '02-the-claim-ticket', step: 'log-in' }],
  ['#/cheat-sheet', { at: 'cheat-sheet' }],
  ['#/lessons/..%2F..%2Fetc', { at: 'lesson', id: '../../etc' }],
  ['#/lessons/%E0%A4%A', { at: 'lesson', id: '%E0%A4%A' }],
  ['#/nowhere', { at: 'none' }],
  ['#pane-store', null],
])('%j leads to %j', (hash, place) => {
  expect(placeIn(hash)).toEqual(place)
})

it('stays where it is when the link is about something else on the page', () => {
  location.hash = '#/lessons/02-the-claim-ticket'
  expect(currentPlace()).toEqual({ at: 'lesson', id: '02-the-claim-ticket' })
  location.hash = '#pane-store'
  expect(currentPlace()).toEqual({ at: 'lesson', id: '02-the-claim-ticket' })
})

it('keeps the language in the link', () => {
  history.replaceState(null, '', '?lang=pt-BR')
  goTo({ at: 'lessons' }, 'replace')
  expect(location.search + location.hash).toBe('?lang=pt-BR#/lessons')
  history.replaceState(null, '', location.pathname)
})
