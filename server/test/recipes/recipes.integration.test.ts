/**
 * The recipes of CONTRIBUTING.md, each done in a copy of the checkout. Under `npm test` a sample: what takes the type checker is for
 * `npm run test:full`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFull, sampled } from '../support/thoroughness.js'
import { addCheckKind } from './check-kind.js'
import { addCommand } from './command.js'
import { addDecision } from './decision.js'
import { addEvent } from './event.js'
import { addFact } from './fact.js'
import { addFault } from './fault.js'
import { addKeepView } from './keep.js'
import { addLanguage } from './language.js'
import { translateLesson, writeLesson } from './lesson.js'
import { addOption } from './option.js'
import { headings, type Recipe, sectionOf, together } from './recipe.js'
import { addResource } from './resource.js'
import { ScratchCopy } from './scratch-copy.js'
import { addStore } from './store.js'
import { addTap } from './tap.js'
import { addVariant } from './variant.js'
import { changeWording } from './wording.js'

const RECIPES: readonly Recipe[] = [
  addStore,
  addResource,
  addOption,
  addFault,
  addVariant,
  addTap,
  addDecision,
  addCommand,
  addEvent,
  addKeepView,
  writeLesson,
  addFact,
  addCheckKind,
  translateLesson,
  ...changeWording,
  addLanguage,
]
/** Each takes two runs of its tests. */
const SAMPLE = sampled(
  RECIPES.filter(({ sample }) => sample !== undefined),
  3,
)
/** Whoever does a recipe waits for the type checker and a test runner. */
const PATIENCE_MS = 600_000

let copy: ScratchCopy
beforeAll(() => {
  copy = new ScratchCopy()
}, PATIENCE_MS)
afterAll(() => copy.remove())

describe.each(RECIPES.map((recipe) => ({ title: [recipe.heading, recipe.what].filter(Boolean).join(': '), recipe })))('$title', ({ recipe }) => {
  it('names every file that is to be touched', () => {
    const section = sectionOf(recipe.heading)
    expect(section).not.toBeNull()
    for (const { named } of recipe.files) expect(section).toContain(named)
  })

  it('fits what stands in the checkout', () => copy.fits(recipe))

  const proof = isFull ? recipe.proof : recipe.proof.filter((one) => 'tests' in one)
  if (!isFull && !SAMPLE.includes(recipe)) return

  it('passes its proof when it is done', { timeout: PATIENCE_MS }, () => {
    // All files by the type checker: once for all recipes that can be done beside each other (below), since it takes as long as all their tests.
    const own = recipe.alone ? proof : proof.filter((one) => !('types' in one))
    expect(copy.try(recipe, null, own)).toBeNull()
  })

  const forgotten = isFull ? recipe.files : recipe.files.filter((file) => file === recipe.sample)
  for (const file of forgotten)
    it(`fails it when ${file.path}${file.part === undefined ? '' : `, ${file.part},`} is forgotten`, { timeout: PATIENCE_MS }, async ({ annotate }) => {
      const failure = copy.try(recipe, file, proof)
      expect(failure).not.toBeNull()
      await annotate(failure ?? '')
    })
})

if (isFull)
  it('all of them done, there is no error of type in any file', { timeout: PATIENCE_MS }, () => {
    const done = together(RECIPES.filter(({ alone }) => !alone))
    expect(copy.try(done, null, done.proof)).toBeNull()
  })

it('every section that tells how to add, write, translate or change something is tried', () => {
  const told = headings().filter((heading) => /^(?:Add|Write|Translate) /.test(heading))
  expect(told.sort()).toEqual([...new Set(RECIPES.map(({ heading }) => heading))].sort())
})
