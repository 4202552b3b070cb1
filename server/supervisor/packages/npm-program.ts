/** Which npm is run, and what it is told. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export interface NpmProgram {
  readonly command: string
  readonly args: readonly string[]
}

/**
 * The npm that started us, else the one that came with this Node.js, else whatever is called so; a script of Node.js where it can be, since Windows
 * starts no `npm.cmd` without a shell.
 */
export function findNpm(env: NodeJS.ProcessEnv, execPath: string = process.execPath): NpmProgram {
  const beside = [join(dirname(execPath), 'node_modules'), join(dirname(execPath), '..', 'lib', 'node_modules')]
  const scripts = [env.npm_execpath ?? '', ...beside.map((folder) => join(folder, 'npm', 'bin', 'npm-cli.js'))]
  const script = scripts.find((path) => basename(path) === 'npm-cli.js' && existsSync(path))
  return script === undefined ? { command: 'npm', args: [] } : { command: execPath, args: [script] }
}

/** How this machine reaches its registry. What else npm was told belongs to another folder. */
const KEPT = new Set(
  ['registry', 'userconfig', 'globalconfig', 'cache', 'proxy', 'https_proxy', 'noproxy', 'cafile', 'ca', 'strict_ssl', 'offline'].map(
    (name) => `npm_config_${name}`,
  ),
)

/** The settings of npm among these variables that hold for an installation elsewhere too. */
export function npmVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.has(name.toLowerCase())))
}

/**
 * @param folder in which it installs what the package.json there names
 * @param seconds after which a download that does not go on has failed
 */
export function npmInstall(folder: string, options: { readonly scripts: boolean; readonly seconds: number; readonly lockOnly: boolean }): readonly string[] {
  return [
    'install',
    `--prefix=${folder}`,
    `--ignore-scripts=${!options.scripts}`,
    `--package-lock-only=${options.lockOnly}`,
    `--fetch-timeout=${options.seconds * 1000}`,
    ...['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=1000'],
    ...[
      '--prefer-offline',
      '--omit=dev',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
      '--no-progress',
      '--loglevel=http',
      '--global=false',
      '--workspaces=false',
    ],
  ]
}
