import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchSilence } from './silence.js'

describe('watchSilence', () => {
  const onSilent = vi.fn()
  const onGivenUp = vi.fn()
  beforeEach(() => {
    vi.useFakeTimers()
    vi.clearAllMocks()
  })
  afterEach(() => vi.useRealTimers())

  it('tells silence within 3 s, once, and again after something was heard', () => {
    const silence = watchSilence(onSilent, onGivenUp)
    silence.heard()
    vi.advanceTimersByTime(1_400)
    silence.heard()
    vi.advanceTimersByTime(1_400)
    expect(onSilent).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_600)
    expect(onSilent).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(5_000)
    expect(onSilent).toHaveBeenCalledTimes(1)
    silence.heard()
    vi.advanceTimersByTime(3_000)
    expect(onSilent).toHaveBeenCalledTimes(2)
    expect(onGivenUp).not.toHaveBeenCalled()
  })

  it('gives a connection up that stays silent', () => {
    const silence = watchSilence(onSilent, onGivenUp)
    silence.heard()
    vi.advanceTimersByTime(30_000)
    expect(onGivenUp).toHaveBeenCalledTimes(1)
  })

  it('expects nothing before anything was heard, nor without a connection', () => {
    const silence = watchSilence(onSilent, onGivenUp)
    vi.advanceTimersByTime(30_000)
    silence.heard()
    silence.rest()
    vi.advanceTimersByTime(30_000)
    expect(onSilent).not.toHaveBeenCalled()
  })

  it('does not take its own standing still for silence', () => {
    const silence = watchSilence(onSilent, onGivenUp)
    silence.heard()
    // The page sleeps for an hour: time passes, and not one timer fires.
    vi.setSystemTime(Date.now() + 3_600_000)
    vi.advanceTimersByTime(500)
    expect(onSilent).not.toHaveBeenCalled()
  })
})
