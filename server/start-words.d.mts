export interface StartWords {
  oldNode(version: string): string
  readonly noPackages: string
  readonly waiting: string
  readonly building: string
  notWritable(path: string, code: string, root: string): string
  readonly failed: string
}

export function startWords(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): StartWords
