import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hearClock } from '../clock.js'
import { addProgress, noteSteps, progressStore } from './lesson-progress.js'
import { readProgress, writeProgress } from './lesson-progress-file.js'

const KEY = 'sessionscope:lessons'
const kept = () => readProgress(localStorage.getItem(KEY) ?? '')

beforeEach(() => {
  hearClock(Date.now())
  localStorage.clear()
  progressStore.setState({ progress: {}, saved: true })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('progress in this browser', () => {
  it('is kept as it grows', () => {
    noteSteps('02-the-claim-ticket', ['arrive'], false)
    noteSteps('02-the-claim-ticket', ['arrive', 'log-in'], true)
    const progress = { '02-the-claim-ticket': { steps: ['arrive', 'log-in'], finishedAt: expect.any(Number) } }
    expect(progressStore.getState()).toEqual({ progress, saved: true })
    expect(kept()).toEqual({ ok: true, progress })
  })

  it('does not shrink when a lesson is done again', () => {
    noteSteps('02-the-claim-ticket', ['arrive', 'log-in'], true)
    const { progress } = progressStore.getState()
    noteSteps('02-the-claim-ticket', ['arrive'], false)
    expect(progressStore.getState().progress).toEqual(progress)
  })

  it('takes in what another tab wrote meanwhile', () => {
    noteSteps('01-http-forgets', ['visit'], false)
    localStorage.setItem(KEY, writeProgress({ '03-sealed-not-secret': { steps: ['flip'], finishedAt: null } }))
    addProgress({ '02-the-claim-ticket': { steps: ['arrive'], finishedAt: null } })
    expect(Object.keys(progressStore.getState().progress)).toEqual(['01-http-forgets', '02-the-claim-ticket', '03-sealed-not-secret'])
  })

  it('lasts for the page, and says so, when the storage is full', () => {
    const setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    vi.stubGlobal('localStorage', { getItem: () => null, setItem })
    noteSteps('02-the-claim-ticket', ['arrive'], false)
    expect(progressStore.getState()).toEqual({ progress: { '02-the-claim-ticket': { steps: ['arrive'], finishedAt: null } }, saved: false })
  })
})
