import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetClock, hearClock, sandboxNow } from './clock.js'

const SERVER = Date.UTC(2026, 10, 22)

describe("the sandbox's clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: SERVER + 2 * 3_600_000 })
    forgetClock()
  })
  afterEach(() => vi.useRealTimers())

  it('goes by what the sandbox says, whatever the clock of this computer says', () => {
    hearClock(SERVER)
    expect(sandboxNow()).toBe(SERVER)
    vi.advanceTimersByTime(5_000)
    expect(sandboxNow()).toBe(SERVER + 5_000)
    vi.setSystemTime(0)
    expect(sandboxNow()).toBe(SERVER + 5_000)
  })

  it('is not taken from this computer before the sandbox was heard', () => {
    expect(sandboxNow()).toBeNaN()
  })

  it('is not set back by a message that was long on its way', () => {
    hearClock(SERVER)
    vi.advanceTimersByTime(1_000)
    hearClock(SERVER + 400)
    expect(sandboxNow()).toBe(SERVER + 1_000)
  })

  it('follows a clock that was set, forwards and back', () => {
    hearClock(SERVER)
    hearClock(SERVER + 60_000)
    expect(sandboxNow()).toBe(SERVER + 60_000)
    hearClock(SERVER - 60_000)
    expect(sandboxNow()).toBe(SERVER - 60_000)
  })
})
