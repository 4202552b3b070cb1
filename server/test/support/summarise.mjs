// The last lines of the test command: what ran, what could not be brought, and what therefore did not run.
import { relative } from 'node:path'

const SKIPPED = new Set(['pending', 'skipped', 'todo', 'disabled'])

/**
 * @param results vitest's JSON report; null when there is none
 * @param vitestCode exit code of vitest
 * @param missing what could not be brought: `{ what, reason, kind: 'chromium' | 'firefox' | 'webkit' | 'mongod' | 'server' }`, the last for other database servers
 * @param requireAll anything missing or skipped is a failure
 * @param root the checkout, for short paths
 * @returns `{ ok, lines }`
 */
export function summarise({ results, vitestCode, missing, requireAll, root }) {
  const files = (results?.testResults ?? []).map((file) => ({
    path: relative(root, file.name).replaceAll('\\', '/'),
    skipped: file.assertionResults.filter((test) => SKIPPED.has(test.status)).length,
    passed: file.assertionResults.filter((test) => test.status === 'passed').length,
    failed: file.assertionResults.filter((test) => test.status === 'failed').length,
    // A file that cannot even be loaded has no tests to count.
    broken: file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  }))
  const passed = sum(files, 'passed')
  const failed = sum(files, 'failed') + files.filter((file) => file.broken).length
  const skipped = sum(files, 'skipped')

  const lines = ['']
  const stepped = files.filter((file) => file.skipped > 0)
  for (const { what, reason, kind } of missing) {
    const because = stepped.filter((file) => needs(file.path, missing) === kind)
    lines.push(`${what} could not be brought: ${reason}.`)
    lines.push(because.length > 0 ? `  So these did not run: ${because.map(words).join(', ')}.` : '  Nothing that was chosen needs it.')
  }
  const others = stepped.filter((file) => needs(file.path, missing) === null)
  if (others.length > 0) lines.push(`Skipped for a reason of their own: ${others.map(words).join(', ')}.`)

  const empty = passed + failed === 0
  if (empty) lines.push('No test ran.')
  const incomplete = missing.length > 0 || skipped > 0
  if (requireAll && incomplete) lines.push('SESSIONSCOPE_TESTS_REQUIRE_ALL is set, so whatever is missing or skipped counts as a failure.')
  lines.push(`Tests: ${passed} passed, ${failed} failed, ${skipped} skipped.`)
  return { ok: results !== null && vitestCode === 0 && failed === 0 && !empty && !(requireAll && incomplete), lines }
}

function sum(files, key) {
  return files.reduce((total, file) => total + file[key], 0)
}

function words(file) {
  return `${file.path} (${file.skipped} ${file.skipped === 1 ? 'test' : 'tests'})`
}

/** Which missing thing a file that stepped aside waits for. */
function needs(path, missing) {
  const walk = /\/walks\/(\w+)\.walk\.test\.ts$/.exec(path)?.[1]
  const kinds = walk ? [walk] : path.endsWith('.e2e.test.ts') ? ['chromium'] : /\/(mongo|mongodb[^/]*)\b/.test(path) ? ['mongod'] : ['server', 'mongod']
  return kinds.find((kind) => missing.some((thing) => thing.kind === kind)) ?? null
}
