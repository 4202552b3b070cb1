import { PACKAGES_VARIABLE } from '../../stores/packages.js'

/**
 * What a child sees of our environment: a list, not everything. A child gets what it has to know over IPC,
 * and NODE_OPTIONS of the terminal must not reach a process whose heap is the lesson.
 */
const PASSED = [
  'PATH',
  'HOME',
  'USER',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'TZ',
  'DEBUG',
  'DEBUG_COLORS',
  // Windows starts no process without these.
  'SystemRoot',
  'SYSTEMROOT',
  'windir',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  // Downloading a mongod has to go the way that the machine goes.
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'XDG_CACHE_HOME',
  // Where packages are that were installed on demand.
  PACKAGES_VARIABLE,
] as const

export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passed = Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const mirrors = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('MONGOMS_')))
  return { ...passed, ...mirrors, NODE_ENV: 'production' }
}
