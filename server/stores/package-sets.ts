/**
 * What is installed on demand: sets of npm packages, each in exact versions, that are tried with the adapter or the resource which imports them.
 * `packages.ts` finds them, the supervisor's installer brings them.
 */

export interface PackageSet {
  /** Its folder is called so. */
  readonly id: string
  /** By name, the exact version. All of them run on the oldest Node.js that the sandbox runs on. */
  readonly packages: Readonly<Record<string, string>>
  /** What it takes on the disk with all that it depends on, in bytes: measured, rounded. */
  readonly bytes: number
  /** Kinds of the stores that it is for. */
  readonly stores: readonly string[]
  /** Packages in it that have an install script. It is run only when somebody asks for it. */
  readonly scripts?: readonly string[]
}

export const PACKAGE_SETS: readonly PackageSet[] = [
  { id: 'postgres', packages: { 'connect-pg-simple': '10.0.0', pg: '8.23.1' }, bytes: 1_000_000, stores: ['postgres'] },
  // The socket wants this very version of PGlite.
  { id: 'pglite', packages: { '@electric-sql/pglite': '0.5.14', '@electric-sql/pglite-socket': '0.2.17' }, bytes: 29_000_000, stores: ['postgres'] },
  // Of these, 28 MB are a package that the store names and never loads, and 19 MB the binaries of the driver.
  { id: 'sqlite', packages: { 'better-sqlite3-session-store': '0.1.0', libsql: '0.5.29' }, bytes: 47_000_000, stores: ['sqlite'] },
  { id: 'mysql', packages: { 'express-mysql-session': '3.0.3', mysql2: '3.24.6' }, bytes: 6_500_000, stores: ['mysql'] },
  { id: 'memcached', packages: { 'connect-memcached': '3.0.0' }, bytes: 6_200_000, stores: ['memcached'] },
  { id: 'dynamodb', packages: { 'connect-dynamodb': '3.0.5', '@aws-sdk/client-dynamodb': '3.1169.0' }, bytes: 20_400_000, stores: ['dynamodb'] },
  // Its LevelDB comes with binaries of all systems; the install script would only look whether one fits.
  { id: 'dynalite', packages: { dynalite: '4.0.0' }, bytes: 10_100_000, stores: ['dynamodb'], scripts: ['classic-level'] },
]

/** The set with this id; undefined: there is none. */
export function packageSet(id: string): PackageSet | undefined {
  return PACKAGE_SETS.find((set) => set.id === id)
}

/**
 * The set that holds this package; undefined: none does.
 *
 * @param name also of a file that a package exports: `mysql2/promise`
 */
export function setWith(name: string): PackageSet | undefined {
  const ofPackage = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
  return PACKAGE_SETS.find((set) => Object.hasOwn(set.packages, ofPackage))
}

/** Its packages as npm wants them: `name@version`. */
export function specsOf(set: PackageSet): readonly string[] {
  return Object.entries(set.packages).map(([name, version]) => `${name}@${version}`)
}
