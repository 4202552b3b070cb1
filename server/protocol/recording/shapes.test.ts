/** The types of a recording as data are those of the protocol: `npx vitest run server/protocol/recording -u` writes them anew. */
import { expect, test } from 'vitest'
import { shapesOf } from '../../test/recordings/shape-of-types.js'
import { unplaced } from './leaves.js'
import { SHAPES } from './shapes.js'

const HEADER = `/** The types of a recording as data. Written by shapes.test.ts: \`npx vitest run server/protocol/recording -u\`. */
import type { Shapes } from './shape.js'

export const SHAPES: Shapes = {
`

test('what a recording is held against is made of the types', { timeout: 60_000 }, async () => {
  const shapes = shapesOf('server/protocol/recording/recording.ts', ['Recording'])
  const lines = Object.entries(shapes).map(([name, shape]) => `${name}: ${JSON.stringify(shape)},\n`)
  await expect(`${HEADER}${lines.join('')}}\n`).toMatchFileSnapshot('./shapes.ts')
})

test('the table of masks has a place for every text of a recording, and none too many', () => {
  expect(unplaced(SHAPES)).toEqual({ texts: [], entries: [] })
})
