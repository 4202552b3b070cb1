/** How long a session lives: points of the contract about its expiry, and about `touch`, which moves it. */
import { isDeepStrictEqual } from 'node:util'
import { HOUR_MS, sessionData, touch, wordsOf } from './ask.js'
import { broken, judged, KEPT, notAsked } from './finding.js'
import { mustDestroy, mustFind, mustSet, type Point, soon, untilExpired } from './subject.js'

export const expiry: Point = async (subject) => {
  await mustSet(subject, 'expiry', sessionData('expiry', { name: 'Old' }, soon(subject)))
  if (subject.soonMs > 0 && (await mustFind(subject, 'expiry')) === null) return broken('gone-at-once')
  await untilExpired(subject)
  return (await mustFind(subject, 'expiry')) === null ? KEPT : broken('still-served')
}

export const noAge: Point = async (subject) => {
  await mustSet(subject, 'no-age', sessionData('no-age', { name: 'Ana' }, null))
  const found = await mustFind(subject, 'no-age')
  if (found === null) return broken('gone-at-once')
  return judged(found.name === 'Ana' ? [] : ['changed'])
}

export const touchMoves: Point = async (subject) => {
  if (typeof subject.store.touch !== 'function') return broken('no-touch')
  const later = new Date(Date.now() + 2 * HOUR_MS)
  const { expiresAt } = subject
  if (expiresAt) {
    await mustSet(subject, 'touch-moves', sessionData('touch-moves', {}))
    const { answer } = await touch(subject, 'touch-moves', sessionData('touch-moves', {}, later))
    if (answer.is !== 'value') return answer.is === 'never' ? broken('never-answers', 'touch') : broken('error', wordsOf(answer))
    // Some move what they go by themselves, and leave the cookie in the session as it was.
    const found = await mustFind(subject, 'touch-moves')
    const inCookie = found?.cookie.expires ? new Date(found.cookie.expires).getTime() : 0
    const moved = Math.max(inCookie, (await expiresAt('touch-moves')) ?? 0)
    return judged(Math.abs(moved - later.getTime()) < 2_000 ? [] : ['gone-early'])
  }
  for (const id of ['touch-moves', 'touch-moves-control']) await mustSet(subject, id, sessionData(id, {}, soon(subject)))
  const { answer } = await touch(subject, 'touch-moves', sessionData('touch-moves', {}, later))
  if (answer.is !== 'value') return answer.is === 'never' ? broken('never-answers', 'touch') : broken('error', wordsOf(answer))
  await untilExpired(subject)
  // Where nothing expires, nothing tells whether the expiry has moved.
  if ((await mustFind(subject, 'touch-moves-control')) !== null) return notAsked('never-expires')
  return judged((await mustFind(subject, 'touch-moves')) === null ? ['gone-early'] : [])
}

export const touchKeeps: Point = async (subject) => {
  if (typeof subject.store.touch !== 'function') return notAsked('no-touch')
  const later = new Date(Date.now() + 2 * HOUR_MS)
  await mustSet(subject, 'touch-keeps', sessionData('touch-keeps', { cart: ['kept'] }))
  // As another request has it, which began before the cart was saved.
  const { answer } = await touch(subject, 'touch-keeps', sessionData('touch-keeps', { cart: [] }, later))
  if (answer.is === 'never') return broken('never-answers', 'touch')
  const found = await mustFind(subject, 'touch-keeps')
  if (found === null) return broken('lost')
  return judged(isDeepStrictEqual([...(found.cart as unknown as unknown[])], ['kept']) ? [] : ['writes-back'])
}

export const touchRevives: Point = async (subject) => {
  if (typeof subject.store.touch !== 'function') return notAsked('no-touch')
  const data = sessionData('touch-revives', { name: 'Ana' })
  await mustSet(subject, 'touch-revives', data)
  await mustDestroy(subject, 'touch-revives')
  // Some say that there is nothing to touch, and may.
  const { answer } = await touch(subject, 'touch-revives', data)
  if (answer.is === 'never') return broken('never-answers', 'touch')
  return judged((await mustFind(subject, 'touch-revives')) === null ? [] : ['revives'])
}
