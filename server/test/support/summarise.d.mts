/** A test file of vitest's JSON report, as far as it is read here. */
export interface FileReport {
  readonly name: string
  readonly status: string
  readonly assertionResults: readonly { readonly status: string }[]
}

export interface SummaryInput {
  readonly results: { readonly testResults: readonly FileReport[] } | null
  readonly vitestCode: number
  readonly missing: readonly { readonly what: string; readonly reason: string; readonly kind: 'chromium' | 'firefox' | 'webkit' | 'mongod' | 'server' }[]
  readonly requireAll: boolean
  readonly root: string
}

/** The last lines of the test command, and whether it passed. */
export function summarise(input: SummaryInput): { readonly ok: boolean; readonly lines: readonly string[] }
