/**
 * The recipes of CONTRIBUTING.md, each done in a copy of the checkout. Under `npm test` a sample: what takes the type checker is for
 * `npm run test:full`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFull } from '../support/thoroughness.js'
import { addCommand } from './command.js'
import { addEvent } from './event.js'
import { addFact } from './fact.js'
import { writeLesson } from './lesson.js'
import { type Command, type Recipe, ScratchCopy, sectionOf } from './recipe.js'
import { addResource } from './resource.js'
import { addStore } from './store.js'
import { addVariant } from './variant.js'

const RECIPES: readonly Recipe[] = [addStore, addResource, addVariant, addCommand, addEvent, addFact, writeLesson]
/** Whoever does a recipe waits for the type checker and a test runner, several times. */
const PATIENCE_MS = 300_000

let copy: ScratchCopy
beforeAll(() => {
  copy = new ScratchCopy()
}, PATIENCE_MS)
afterAll(() => copy.remove())

describe.each(RECIPES)('$heading', (recipe) => {
  it('names every file that is to be touched', () => {
    const section = sectionOf(recipe.heading)
    expect(section).not.toBeNull()
    for (const { named } of recipe.files) expect(section).toContain(named)
  })

  it('fits what stands in the checkout', () => {
    expect(copy.try({ ...recipe, proof: [] }, null)).toBeNull()
  })

  const proof = isFull ? recipe.proof : recipe.proof.filter(isQuick)
  if (!isFull && !recipe.sample) return

  it('passes its proof when it is done', { timeout: PATIENCE_MS }, () => {
    expect(copy.try({ ...recipe, proof }, null)).toBeNull()
  })

  const forgotten = isFull ? recipe.files : recipe.files.filter((file) => file === recipe.sample)
  for (const file of forgotten)
    it(`fails it when ${file.path} is forgotten`, { timeout: PATIENCE_MS }, async ({ annotate }) => {
      const failure = copy.try({ ...recipe, proof }, file)
      expect(failure).not.toBeNull()
      await annotate(failure ?? '')
    })
})

/** The type checker takes longer than everything else together. */
function isQuick({ program }: Command): boolean {
  return program !== 'tsc'
}
