/**
 * A recipe of CONTRIBUTING.md, done in a copy of the checkout: whole, and with one of its files left out at a time. It is true when it names every file that
 * is to be touched, its proof passes when it is done, and something of the proof fails for each file that was forgotten.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { projectRoot } from '../../paths.js'

export interface Recipe {
  /** Its heading in CONTRIBUTING.md. */
  readonly heading: string
  /** Everything that has to be touched. */
  readonly files: readonly RecipeFile[]
  /** What must pass when all is done, and of which something must fail when one of the files was forgotten. */
  readonly proof: readonly Command[]
  /** One of the files whose lack shows without the type checker: the sample that `npm test` leaves out. */
  readonly sample?: RecipeFile
}

export interface RecipeFile {
  readonly path: string
  /** How CONTRIBUTING.md writes it. */
  readonly named: string
  /** @param before what stands there; null: nothing, it is a new file. @returns what is to stand there */
  write(before: string | null): string
}

/** A program of node_modules and what it is given. */
export interface Command {
  readonly program: 'tsc' | 'vitest' | 'biome' | 'knip'
  readonly args: readonly string[]
}

const SCRIPTS: Readonly<Record<Command['program'], string>> = {
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
  biome: '@biomejs/biome/bin/biome',
  knip: 'knip/bin/knip.js',
}
/** Not copied: what is installed (linked instead), built, or somebody's data. */
const LEFT_BEHIND = new Set(['node_modules', 'dist', '.git', '.sessionscope', 'screenshots', 'coverage'])

/** A copy of the checkout to try recipes in, one after the other. */
export class ScratchCopy {
  readonly #root = mkdtempSync(join(tmpdir(), 'sessionscope-recipe-'))
  /** What stood there before, by path; null: nothing. */
  readonly #before = new Map<string, string | null>()

  constructor() {
    cpSync(projectRoot, this.#root, { recursive: true, filter: (source) => !LEFT_BEHIND.has(relative(projectRoot, source)) })
    symlinkSync(join(projectRoot, 'node_modules'), join(this.#root, 'node_modules'), 'junction')
  }

  /** Does a recipe. @param forgotten one of its files that is left as it is @returns what fails of the proof: the command and its last words; null: nothing */
  try({ files, proof }: Recipe, forgotten: RecipeFile | null): string | null {
    try {
      for (const file of files) if (file !== forgotten) this.#write(file)
      for (const command of proof) {
        const failure = this.#run(command)
        if (failure !== null) return failure
      }
      return null
    } finally {
      this.#undo()
    }
  }

  remove(): void {
    // The link first: what it leads to is not ours.
    rmSync(join(this.#root, 'node_modules'), { force: true })
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 })
  }

  #write({ path, write }: RecipeFile): void {
    const target = join(this.#root, path)
    const before = existsSync(target) ? readFileSync(target, 'utf8') : null
    this.#before.set(target, before)
    const after = write(before)
    if (after === before) throw new Error(`${path} was not changed: the recipe no longer fits what stands there.`)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, after)
  }

  #undo(): void {
    for (const [target, before] of this.#before) {
      if (before === null) rmSync(target, { force: true })
      else writeFileSync(target, before)
    }
    this.#before.clear()
  }

  #run({ program, args }: Command): string | null {
    const script = join(projectRoot, 'node_modules', SCRIPTS[program])
    // The tests that run this one have variables of their own, which are none of the copy's.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|VITE_)/.test(name)))
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: this.#root, encoding: 'utf8', env })
    return status === 0 ? null : `${program} ${args.join(' ')}\n${`${stdout}${stderr}`.slice(-2_000)}`
  }
}

/** The section under a heading of CONTRIBUTING.md; null: there is none. */
export function sectionOf(heading: string): string | null {
  const text = readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8')
  const [, section = null] = text.split(`\n## ${heading}\n`)
  return section?.split('\n## ', 1)[0] ?? null
}

/** A change at one place. @throws Error when the place is not there */
export function after(anchor: string, insertion: string): (before: string | null) => string {
  return (before) => {
    if (before === null || !before.includes(anchor)) throw new Error(`There is no ${JSON.stringify(anchor)} where the recipe wants to add something.`)
    return before.replace(anchor, () => anchor + insertion)
  }
}

/** Several changes, one after the other. */
export function all(...changes: readonly ((before: string | null) => string)[]): (before: string | null) => string {
  return (before) => changes.reduce<string | null>((text, change) => change(text), before) ?? ''
}

/** A change of one place into something else. @throws Error when the place is not there */
export function instead(place: string, by: string): (before: string | null) => string {
  return (before) => {
    if (before === null || !before.includes(place)) throw new Error(`There is no ${JSON.stringify(place)} where the recipe wants to change something.`)
    return before.replace(place, () => by)
  }
}

/** The type checker, over the server or the page. What it found out is kept between two runs, so that only the first one takes long. */
export function typesOf(project: 'server' | 'client'): Command {
  return { program: 'tsc', args: ['-p', project, '--noEmit', '--incremental', '--tsBuildInfoFile', `dist/.recipes-${project}.tsbuildinfo`] }
}

/** Some of the tests without a process of their own. @param paths of test files or folders */
export function tests(project: 'unit' | 'client', ...paths: readonly string[]): Command {
  return { program: 'vitest', args: ['run', '--project', project, ...paths] }
}
