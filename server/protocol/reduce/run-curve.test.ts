import { describe, expect, test } from 'vitest'
import type { CurvePoint } from '../crowd.js'
import { LIMITS } from '../limits.js'
import { NO_CURVE, withCurvePoint } from './run-curve.js'

const curveOf = (count: number, pointAt: (index: number) => CurvePoint) => {
  let run = NO_CURVE
  for (let index = 0; index < count; index++) run = withCurvePoint(run, pointAt(index))
  return run.curve
}

describe('the curve of a run', () => {
  test('keeps every point of a short run', () => {
    expect(curveOf(100, (index) => ({ tMs: index * 100, heapUsedBytes: index, heapLiveBytes: null, sessions: index }))).toHaveLength(100)
  })

  test('thins a long run out evenly, and keeps its beginning and its end', () => {
    const points = curveOf(50_000, (index) => ({ tMs: index * 100, heapUsedBytes: index, heapLiveBytes: null, sessions: null }))
    expect(points.length).toBeLessThanOrEqual(LIMITS.runPoints)
    expect(points.length).toBeGreaterThan(LIMITS.runPoints / 3)
    expect(points[0]?.tMs).toBe(0)
    expect(points.at(-1)?.tMs).toBeGreaterThan(49_000 * 100)
    const gaps = points.slice(1).map((point, index) => point.tMs - (points[index]?.tMs ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3 * Math.min(...gaps))
  })
})
