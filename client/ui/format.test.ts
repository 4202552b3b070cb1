import { describe, expect, it } from 'vitest'
import { formatBytes, formatCoarse, formatCountdown, formatDuration, formatNumber, formatUptime } from './format.js'

const MB = 1024 * 1024

describe('formatNumber', () => {
  it('groups with a narrow space in English and with a point in Portuguese', () => {
    expect(formatNumber('en', 10_003)).toBe('10\u202f003')
    expect(formatNumber('en', 1_234_567.891, 1)).toBe('1\u202f234\u202f567.9')
    expect(formatNumber('pt-BR', 10_003)).toBe('10.003')
    expect(formatNumber('pt-BR', 41.23, 1)).toBe('41,2')
  })
})

describe('formatBytes', () => {
  it('takes the largest unit that leaves at least 1', () => {
    expect(formatBytes('en', 243)).toBe('243\u00a0B')
    expect(formatBytes('en', 1_536)).toBe('1.5\u00a0KB')
    expect(formatBytes('en', 41.2 * MB)).toBe('41.2\u00a0MB')
    expect(formatBytes('en', 6 * 1024 * MB)).toBe('6.00\u00a0GB')
    expect(formatBytes('pt-BR', 63.2 * MB)).toBe('63,2\u00a0MB')
  })
})

describe('formatDuration', () => {
  it('is fine below ten seconds and coarse above', () => {
    expect(formatDuration('en', 0.94)).toBe('0.9\u00a0ms')
    expect(formatDuration('en', 14.3)).toBe('14\u00a0ms')
    expect(formatDuration('en', 1_400)).toBe('1.4\u00a0s')
    expect(formatDuration('en', 23_900)).toBe('23\u00a0s')
    expect(formatDuration('en', 14 * 24 * 3_600_000)).toBe('14\u00a0d')
    expect(formatCoarse('en', 2_300)).toBe('2\u00a0s')
  })

  it('shows an uptime as a clock', () => {
    expect(formatUptime(761_000)).toBe('12:41')
    expect(formatUptime(3_727_000)).toBe('1:02:07')
  })
})

describe('formatCountdown', () => {
  const plain = (ms: number) => formatCountdown('en', ms).replaceAll('\u00a0', ' ')
  it('says the two units that matter, whole seconds and up', () => {
    expect([0, 1, 1_000, 23_400, 60_000, 724_000, 3_600_000, 86_399_000, 14 * 86_400_000 - 1_000].map(plain)).toEqual([
      '0 s',
      '1 s',
      '1 s',
      '23 s',
      '1 min 0 s',
      '12 min 4 s',
      '1 h 0 min',
      '23 h 59 min',
      '13 d 23 h',
    ])
  })
})
