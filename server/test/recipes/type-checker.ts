/** The type checker over a folder whose files change between two checks. It reads again only what changed, so that only what it is asked about takes long. */
import { existsSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
// The compiler's API as version 6 has it: that of version 7 is not stable yet.
import ts from 'typescript-api'

export class TypeChecker {
  readonly #root: string
  readonly #config: string
  /** As they were last read, by path. */
  readonly #read = new Map<string, ts.SourceFile>()
  /** Before anything was changed: what it knows of modules holds for every later one. */
  #base: ts.Program | null = null
  /** Of the files as they are; null: they are others than when it was made. */
  #current: ts.Program | null = null

  /** @param root where the checkout's tsconfig.json is @param project the folder of the project's own, below it */
  constructor(root: string, project: string) {
    this.#root = root
    this.#config = join(root, project, 'tsconfig.json')
    this.#base = this.#program()
  }

  /** Files have changed since it was asked last. */
  changed(): void {
    this.#current = null
  }

  /**
   * Looks at some files, by path from the root: those of them that are part of the project, in this order.
   *
   * @returns the first errors; null: none there
   */
  checkSome(paths: readonly string[]): string | null {
    const program = this.#program()
    const files = paths.map((path) => program.getSourceFile(join(this.#root, path).replaceAll(sep, '/')))
    return this.#firstErrors(
      program,
      files.filter((file) => file !== undefined),
    )
  }

  /** Looks at everything, as `tsc --noEmit` does. @returns the first errors; null: none */
  checkAll(): string | null {
    const program = this.#program()
    const general = [...program.getConfigFileParsingDiagnostics(), ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()]
    return this.#words(general) ?? this.#firstErrors(program, program.getSourceFiles())
  }

  #program(): ts.Program {
    this.#current ??= this.#made()
    return this.#current
  }

  #made(): ts.Program {
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
    const parsed = ts.getParsedCommandLineOfConfigFile(this.#config, { noEmit: true, incremental: false }, host)
    if (parsed === undefined) throw new Error(`${this.#config} cannot be read`)
    // What was left out of the command line is as if it had not been there; a file of its own to remember things in goes only with `incremental`.
    const { tsBuildInfoFile: _, ...options } = parsed.options
    return ts.createProgram({
      rootNames: parsed.fileNames,
      options,
      host: this.#host(options),
      configFileParsingDiagnostics: ts.getConfigFileParsingDiagnostics(parsed),
      ...(this.#base !== null && { oldProgram: this.#base }),
    })
  }

  #host(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options, true)
    const { getSourceFile } = host
    host.getSourceFile = (path, ...rest) => {
      const known = this.#read.get(path)
      if (known !== undefined && isAsItWas(path, known.text)) return known
      const file = getSourceFile.call(host, path, ...rest)
      if (file !== undefined) this.#read.set(path, file)
      return file
    }
    return host
  }

  #firstErrors(program: ts.Program, files: readonly ts.SourceFile[]): string | null {
    for (const file of files) {
      const errors = this.#words([...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
      if (errors !== null) return errors
    }
    return null
  }

  #words(errors: readonly ts.Diagnostic[]): string | null {
    const host = { getCanonicalFileName: (path: string) => path, getCurrentDirectory: () => this.#root, getNewLine: () => '\n' }
    return errors.length === 0 ? null : ts.formatDiagnostics(errors.slice(0, 3), host)
  }
}

/** What is installed does not change meanwhile. */
function isAsItWas(path: string, text: string): boolean {
  return path.includes('/node_modules/') || (existsSync(path) && readFileSync(path, 'utf8') === text)
}
