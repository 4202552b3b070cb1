/** The leaf about the answer to a step's task. */
import type { Finding, Observed } from './observed.js'

export function judgeAnswer(wanted: string, { answer, rightAnswer }: Observed): Finding {
  const passed = answer !== null && (wanted === 'any' || answer === (wanted === 'right' ? rightAnswer : wanted))
  const expected = { code: wanted === 'any' ? 'any-answer' : 'right-answer', params: {} } as const
  return {
    passed,
    expected,
    lines: [{ state: passed ? 'done' : answer === null ? 'open' : 'wrong', wanted: expected, seen: null, dueAt: null }],
    observed: { code: answer === null ? 'no-answer-yet' : passed ? 'answered' : 'wrong-answer', params: {} },
  }
}
