import { describe, expect, test } from 'vitest'
import { chromiumVerdicts, compare } from '../../test/cookies/chromium-verdicts.js'

const verdicts = chromiumVerdicts()
const kinds = [...new Set(verdicts.map(({ kind }) => kind))]

describe('what Chromium did with 2,605 lines: kept or not, each field, what is sent, and why', () => {
  test('they are all there', () => expect(verdicts).toHaveLength(2_605))

  test.each(kinds)('%s', (kind) => {
    const differ = verdicts.filter((seen) => seen.kind === kind).map((seen) => ({ id: seen.id, differs: compare(seen) }))
    expect(differ.filter(({ differs }) => differs.length > 0)).toEqual([])
  })
})
