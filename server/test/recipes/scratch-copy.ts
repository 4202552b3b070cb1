/**
 * A copy of the checkout, in which recipes are done one after the other. One is true when it names every file that is to be touched, its proof passes when it is
 * done, and something of the proof fails for each file that was forgotten.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { projectRoot } from '../../paths.js'
import type { Change, Proof, Recipe, RecipeFile } from './recipe.js'
import { TypeChecker } from './type-checker.js'

/** Not copied: what is installed (linked instead), built, or somebody's data. */
const LEFT_BEHIND = new Set(['node_modules', 'dist', '.git', '.sessionscope', 'artifacts', 'coverage'])

/** What the type checker reads. */
const CODE = /\.(?:tsx?|mjs|json)$/

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

export class ScratchCopy {
  readonly #root = mkdtempSync(join(tmpdir(), 'sessionscope-recipe-'))
  /** What stood there before, by path; null: nothing. */
  readonly #before = new Map<string, string | null>()
  /** The topmost of those that were made. */
  readonly #folders: string[] = []
  readonly #checkers = new Map<string, TypeChecker>()

  constructor() {
    cpSync(projectRoot, this.#root, { recursive: true, filter: (source) => !LEFT_BEHIND.has(relative(projectRoot, source)) })
    // One by one, so that a recipe may have one more.
    const packages = join(projectRoot, 'node_modules')
    mkdirSync(join(this.#root, 'node_modules'))
    for (const name of readdirSync(packages)) if (!name.startsWith('.')) symlinkSync(join(packages, name), join(this.#root, 'node_modules', name), 'junction')
    // The page counts as built: what scripts run is the server's.
    mkdirSync(join(this.#root, 'dist'))
    writeFileSync(join(this.#root, 'dist', '.built-client'), String(Number.MAX_SAFE_INTEGER))
  }

  /** Is there what the recipe wants to change? @throws Error when there is not */
  fits({ given = [], files }: Recipe): void {
    try {
      for (const { path, write } of [...given, ...files]) if (typeof write === 'function') this.#write(path, write)
    } finally {
      this.#undo()
    }
  }

  /**
   * Does a recipe.
   *
   * @param forgotten one of its files that is left as it is; null: none
   * @param proof which of its proofs are asked
   * @returns what fails of them, with its last words; null: nothing
   */
  try({ given = [], files }: Recipe, forgotten: RecipeFile | null, proof: readonly Proof[]): string | null {
    const done = files.filter((file) => file !== forgotten)
    try {
      // Before anything changes: what they read then, they need not read again.
      for (const one of proof) if ('types' in one) this.#checker(one.types)
      for (const { path, write } of [...given, ...done]) if (typeof write === 'function') this.#write(path, write)
      this.#changed()
      return this.#quickFailure(forgotten, done, proof) ?? this.#scriptFailure(done) ?? this.#failure(proof)
    } finally {
      this.#undo()
    }
  }

  remove(): void {
    // Links are removed, and not what they lead to.
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 })
  }

  #write(path: string, change: Change): void {
    const target = join(this.#root, path)
    const before = existsSync(target) ? readFileSync(target, 'utf8') : null
    this.#keep(target, before)
    let after: string
    try {
      after = change(before)
    } catch (error) {
      throw new Error(`The recipe no longer fits ${path}`, { cause: error })
    }
    if (after === before) throw new Error(`The recipe changes nothing in ${path}: it no longer fits what stands there.`)
    const made = mkdirSync(dirname(target), { recursive: true })
    if (made !== undefined) this.#folders.push(made)
    writeFileSync(target, after)
  }

  #keep(target: string, before: string | null): void {
    if (!this.#before.has(target)) this.#before.set(target, before)
  }

  #undo(): void {
    for (const [target, before] of this.#before) {
      if (before === null) rmSync(target, { force: true })
      else writeFileSync(target, before)
    }
    this.#before.clear()
    // An empty folder may mean something: a lesson in which everything is missing.
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true })
    this.#changed()
  }

  #changed(): void {
    for (const checker of this.#checkers.values()) checker.changed()
  }

  #checker(project: string): TypeChecker {
    const checker = this.#checkers.get(project) ?? new TypeChecker(this.#root, project)
    this.#checkers.set(project, checker)
    return checker
  }

  /** Most of what was forgotten shows in the files of the recipe, which are soon checked: at once where it is known in which. */
  #quickFailure(forgotten: RecipeFile | null, done: readonly RecipeFile[], proof: readonly Proof[]): string | null {
    if (forgotten === null || !CODE.test(forgotten.path)) return null
    const places = [...(forgotten.missedBy === undefined ? [] : [[forgotten.missedBy]]), [forgotten, ...done].map(({ path }) => path)]
    for (const paths of places) {
      for (const one of proof) {
        const errors = 'types' in one ? this.#checker(one.types).checkSome(paths) : null
        if (errors !== null) return errors
      }
    }
    return null
  }

  #scriptFailure(done: readonly RecipeFile[]): string | null {
    for (const { path, write } of done) {
      if (typeof write === 'function') continue
      const target = join(this.#root, path)
      this.#keep(target, readFileSync(target, 'utf8'))
      const failure = this.#run(NPM, ['run', write])
      this.#changed()
      if (failure !== null) return failure
    }
    return null
  }

  /** Tests before types: of all files together, these take longest. What is run is built first, and so comes last. */
  #failure(proof: readonly Proof[]): string | null {
    for (const one of proof) {
      const script = join(projectRoot, 'node_modules/vitest/vitest.mjs')
      // A test stands with those that share their modules, or apart: whichever it is, by what it does (vitest.config.ts).
      const failure = 'tests' in one ? this.#run(process.execPath, [script, 'run', '--project', `${one.project}*`, ...one.tests]) : null
      if (failure !== null) return failure
    }
    for (const one of proof) {
      const errors = 'types' in one ? this.#checker(one.types).checkAll() : null
      if (errors !== null) return errors
    }
    for (const one of proof) {
      const failure = 'command' in one ? this.#run(NPM, ['run', ...one.command]) : null
      if (failure !== null) return failure
    }
    return null
  }

  #run(program: string, args: readonly string[]): string | null {
    // The tests that run this one have variables of their own, which are none of the copy's.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|VITE_)/.test(name)))
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.#root, encoding: 'utf8', env })
    return status === 0 ? null : `${args.join(' ')}\n${`${stdout}${stderr}`.slice(-2_000)}`
  }
}
