/** lesson.yml, read and checked: its shape by the schema, and what a schema cannot say. */
import { join } from 'node:path'
import { leavesOf } from './check-schema.js'
import { parseYaml, readContentFile, type YamlContent } from './content-file.js'
import type { LessonProblems } from './lesson-problem.js'
import { type Act, type LessonDefinition, lessonSchema } from './lesson-schema.js'
import { whyImpossible } from './possible.js'
import { schemaIssues } from './schema-issues.js'

/**
 * @param shops names of the shops that there are
 * @returns null when it cannot be used; `problems` says why, line by line
 */
export async function readDefinition(folder: string, id: string, shops: readonly string[], problems: LessonProblems): Promise<LessonDefinition | null> {
  const file = `${id}/lesson.yml`
  const source = await readContentFile(join(folder, id, 'lesson.yml'), file, problems)
  const yaml = source === null ? null : parseYaml(source, file, problems)
  if (!yaml) return null
  const parsed = lessonSchema(shops).safeParse(yaml.data)
  if (parsed.success) {
    checkDefinition(parsed.data, shops, yaml, file, problems)
    return parsed.data
  }
  for (const { path, message } of schemaIssues(parsed.error)) problems.add(file, yaml.lineOf(path), `${path.join('.') || 'the file'}: ${message}`)
  return null
}

/** Ids once, controls and stores that are announced, checks that can come true and are not true from the start. */
function checkDefinition(definition: LessonDefinition, shops: readonly string[], yaml: YamlContent, file: string, problems: LessonProblems): void {
  const { setup, stores, controls, steps } = definition
  if (!stores.includes(setup.store)) problems.add(file, yaml.lineOf(['setup', 'store']), `the store "${setup.store}" is not under stores`)
  const ids = steps.map((step) => step.id)
  for (const [index, step] of steps.entries()) {
    const line = (...path: PropertyKey[]) => yaml.lineOf(['steps', index, ...path])
    if (ids.indexOf(step.id) !== index) problems.add(file, line('id'), `the step "${step.id}" stands there twice`)
    if (step.point && !controls.includes(step.point))
      problems.add(file, line('point'), `the step "${step.id}" points at "${step.point}", which is not under controls`)
    for (const name of step.watch)
      if (!controls.includes(name)) problems.add(file, line('watch'), `the step "${step.id}" asks to watch "${name}", which is not under controls`)
    const guess = steps.slice(0, index).find(({ id }) => id === step.answersGuess)
    if (step.answersGuess !== undefined && !(guess?.task && 'predict' in guess.task))
      problems.add(
        file,
        line('answersGuess'),
        `the step "${step.id}" answers the guess of "${step.answersGuess}", which is no step before it that asks for one`,
      )
    if (step.task && 'predict' in step.task && !steps.some(({ answersGuess }) => answersGuess === step.id))
      problems.add(file, line('task'), `no step answers the guess of "${step.id}": say "answersGuess: ${step.id}" where it comes out`)
    for (const message of whyImpossible(step)) problems.add(file, line('check'), `the step "${step.id}": ${message}`)
    const acts = [...step.solution, ...step.wrong.flatMap((wrong) => wrong.acts)]
    for (const store of new Set(acts.flatMap(storesOf)))
      if (!stores.includes(store)) problems.add(file, line(), `the step "${step.id}" switches to the store "${store}", which is not under stores`)
    for (const shop of acts.flatMap((act) => ('type' in act && act.type === 'server:shop' ? [act.shop] : [])))
      if (!shops.includes(shop)) problems.add(file, line(), `the step "${step.id}" runs the shop "${shop}", which is not one of ${shops.join(', ')}`)
    // Nothing that ends, moves or waits for the lesson itself belongs into what a lesson does.
    for (const act of acts)
      if ('type' in act && act.type.startsWith('lesson')) problems.add(file, line(), `the step "${step.id}" cannot use the command "${act.type}"`)
    for (const leaf of step.solution.flatMap((act) => ('until' in act ? leavesOf(act.until) : [])))
      if ('answer' in leaf) problems.add(file, line('solution'), `the step "${step.id}": "until" cannot wait for an answer`)
  }
}

function storesOf(act: Act): string[] {
  return 'type' in act && act.type === 'store:switch' ? [act.to] : []
}
