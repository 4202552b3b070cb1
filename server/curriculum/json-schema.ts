/** The schema of lesson.yml as JSON Schema, made from the one that lessons are read by. */
import { z } from 'zod'
import { lessonSchema } from './lesson-schema.js'

/** The text of lessons/lesson.schema.json. */
export function schemaText(): string {
  const schema = z.toJSONSchema(lessonSchema, { io: 'input', target: 'draft-7', reused: 'ref' })
  return `${JSON.stringify({ title: 'A guided lesson of Sessionscope', ...schema }, null, 2)}\n`
}
