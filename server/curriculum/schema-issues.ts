/** What a schema says about data that does not fit, as an author needs it. */
import type { ZodError } from 'zod'

export interface SchemaIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The issues of a failed parse. Of a union, those of the alternative that came nearest: it got deepest, then it has fewest. */
export function schemaIssues(error: Pick<ZodError, 'issues'>, base: readonly PropertyKey[] = []): readonly SchemaIssue[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    // Told where the field stands, not where its owner begins.
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...path, key], message: 'there is no such field here' }))
    if (issue.code !== 'invalid_union') return [{ path, message: issue.message }]
    const alternatives = issue.errors.map((issues) => schemaIssues({ issues } as Pick<ZodError, 'issues'>, path)).filter((issues) => issues.length > 0)
    return alternatives.toSorted((a, b) => mistaken(a, path.length) - mistaken(b, path.length) || a.length - b.length)[0] ?? [{ path, message: issue.message }]
  })
}

/** How many issues stand at the top of the alternative: fields that it lacks or does not know say that another one was meant. */
function mistaken(issues: readonly SchemaIssue[], depth: number): number {
  return issues.filter((issue) => issue.path.length <= depth + 1).length
}
