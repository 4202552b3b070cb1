/** Accessibility rules (axe-core), run inside a page. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Frame, Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds wrong, one line a place; empty when nothing is.
 * The script comes in through the debugger, so that the page's strict CSP stays as it is. Frames of another origin are looked at by themselves.
 */
export async function axeViolations(page: Page | Frame): Promise<string[]> {
  // A string, since the function below would lose axe's own name; `evaluate` with a string runs it as a script.
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(source)
  const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"], iframes: false })')) as AxeResults
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help} — ${node.target.join(' ')} — ${node.failureSummary?.replaceAll('\n', ' ') ?? ''}`),
  )
}
