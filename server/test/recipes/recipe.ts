/**
 * A recipe of CONTRIBUTING.md: everything that is to be touched, and what proves that it was. `scratch-copy.ts` does it, whole and with one of its files left
 * out at a time.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../paths.js'

export interface Recipe {
  /** Its heading in CONTRIBUTING.md. */
  readonly heading: string
  /** What is done, where one heading has several recipes. */
  readonly what?: string
  /** What is there already when somebody follows it. */
  readonly given?: readonly RecipeFile[]
  /** Everything that has to be touched. */
  readonly files: readonly RecipeFile[]
  /** What must pass when all is done, and of which something must fail when one of the files was forgotten. */
  readonly proof: readonly Proof[]
  /** It cannot be done beside other recipes, whose files would need something more. */
  readonly alone?: true
  /** One of the files whose lack shows without the type checker: the sample that `npm test` leaves out. */
  readonly sample?: RecipeFile
}

export interface RecipeFile {
  readonly path: string
  /** How CONTRIBUTING.md writes it. */
  readonly named: string
  /** A file beside the recipe's that does not compile without it: asked at once, instead of all. */
  readonly missedBy?: string
  /** Which part of the file, where it has several. */
  readonly part?: string
  /** Gives what is to stand there, or names the script of package.json that writes it. */
  readonly write: Change | Script
}

/** @param before what stands there; null: nothing, it is a new file. @returns what is to stand there @throws Error when the place is not there */
export type Change = (before: string | null) => string

export type Script = 'lessons:schema'

/** The types of the server or the page, tests without a process of their own, or what `npm run` is asked for. */
export type Proof =
  | { readonly types: 'server' | 'client' }
  | { readonly tests: readonly string[]; readonly project: 'unit' | 'client' }
  | { readonly command: readonly string[] }

const contributing = (): string => readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8')

/** All headings of CONTRIBUTING.md's sections. */
export function headings(): string[] {
  return [...contributing().matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading)
}

/** The section under a heading; null: there is none. */
export function sectionOf(heading: string): string | null {
  const text = contributing()
  const [, section = null] = text.split(`\n## ${heading}\n`)
  return section?.split('\n## ', 1)[0] ?? null
}

/** An addition behind the first such place. */
export function after(place: string, addition: string): Change {
  return instead(place, place + addition)
}

/** An addition in front of the first such place. */
export function inFrontOf(place: string, addition: string): Change {
  return instead(place, addition + place)
}

/** The first such place turned into something else. */
export function instead(place: string | RegExp, by: string): Change {
  return (before) => {
    const isThere = before !== null && (typeof place === 'string' ? before.includes(place) : place.test(before))
    if (!isThere) throw new Error(`There is no ${String(place)} where the recipe wants to change something.`)
    return before.replace(place, () => by)
  }
}

/** Several changes, one after the other. */
export function all(...changes: readonly Change[]): Change {
  return (before) => changes.reduce<string | null>((text, change) => change(text), before) ?? ''
}

/** A new file. */
export function fresh(text: string): Change {
  return (before) => {
    if (before !== null) throw new Error('The recipe wants to make a file that is there already.')
    return text
  }
}

/** The type checker, over the server or the page. */
export function typesOf(project: 'server' | 'client'): Proof {
  return { types: project }
}

/** Some of the tests without a process of their own. @param paths of test files or folders */
export function tests(project: 'unit' | 'client', ...paths: readonly string[]): Proof {
  return { tests: paths, project }
}

/** Something of package.json's that ends well. @param args of `npm run`. What it writes is undone where the recipe writes the file, too */
export function command(...args: readonly string[]): Proof {
  return { command: args }
}

/** Recipes done beside each other, as one: of their proofs, the types. */
export function together(recipes: readonly Recipe[]): Recipe {
  const files = recipes.flatMap((recipe) => [...(recipe.given ?? []), ...recipe.files])
  return { heading: 'All together', files, proof: [typesOf('server'), typesOf('client')] }
}

/** `lessons/lesson.schema.json`, by which editors help while one writes a lesson. */
export const lessonSchema: RecipeFile = { path: 'lessons/lesson.schema.json', named: 'npm run lessons:schema', write: 'lessons:schema' }
