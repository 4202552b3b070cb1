/** How the results of the contract are told to a person, line by line. */
import type { Language } from '../../protocol/language.js'
import { type PointResult, STORE_POINTS } from '../../protocol/store-catalogue.js'
import { CONTRACT_WORDS, pointWords } from '../../words/contract.js'
import type { Row } from './run.js'
import { SLOW_POINTS } from './run.js'

export interface Report {
  /** One or more lines about a point. */
  row(row: Row): string
  /** Of the points that were left out. */
  leftOut(): readonly string[]
  sum(rows: readonly Row[]): string
}

/** @param prevents lines of a learner's that stand there against one thing only */
export function reportIn(language: Language, prevents: readonly string[]): Report {
  const words = CONTRACT_WORDS[language]
  const { points, seen } = pointWords(language)
  const outcome = (result: PointResult) => (result === 'kept' ? words.kept : result === 'not-asked' ? words.notAsked : words.broken)
  const mark = (result: PointResult) => (result === 'kept' ? '✓' : result === 'not-asked' ? '–' : '✗')
  const width = Math.max(words.kept.length, words.broken.length, words.notAsked.length)

  function said({ result, because, detail }: Omit<Row, 'point' | 'form'>): string {
    const what = typeof result !== 'string' ? result.map((each) => seen[each]).join('; ') : because === undefined ? '' : words.because[because]
    return [what, detail === undefined ? '' : what === '' ? detail : `(${detail})`].filter((part) => part !== '').join(' ')
  }

  function line(row: Omit<Row, 'form'>, indent = '  '): string {
    const told = said(row)
    return `${indent}${mark(row.result)} ${outcome(row.result).padEnd(width)}  ${points[row.point]}${told === '' ? '' : `\n${indent}  ${' '.repeat(width)}  ${told}`}`
  }

  /** Did the point before: the lines are there against that. */
  let endsProcess = false

  return {
    row(row) {
      const { point, form, result } = row
      if (form === 'alone' || point === 'removal') {
        endsProcess = typeof result !== 'string' && result.includes('ends-process')
        return line(row)
      }
      const told = said(row)
      const here = `    ${words.here} ${mark(result)} ${outcome(result)}${told === '' ? '' : `: ${told}`}`
      return [...(endsProcess ? prevents.map((each) => `    ${words.prevents(each.trim())}`) : []), here].join('\n')
    },
    leftOut: () => STORE_POINTS.filter((point) => SLOW_POINTS.has(point)).map((point) => line({ point, result: 'not-asked', because: 'slow' })),
    sum(rows) {
      const asked = rows.filter(({ form, point, result }) => (form === 'alone' || point === 'removal') && result !== 'not-asked')
      return words.sum(asked.filter(({ result }) => result === 'kept').length, asked.length)
    },
  }
}
