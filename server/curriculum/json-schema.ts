/** The schema of lesson.yml as JSON Schema, made from the one that lessons are read by. */
import { z } from 'zod'
import { lessonSchema } from './lesson-schema.js'

/**
 * The text of lessons/lesson.schema.json.
 *
 * @param shops names of the shops that there are
 */
export function schemaText(shops: readonly string[]): string {
  const schema = z.toJSONSchema(lessonSchema(shops), { io: 'input', target: 'draft-7', reused: 'ref' })
  return `${JSON.stringify({ title: 'A guided lesson of Sessionscope', ...schema }, null, 2)}\n`
}
