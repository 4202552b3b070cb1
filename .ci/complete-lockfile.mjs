// After a change of dependencies: npm install && node .ci/complete-lockfile.mjs
// Native packages name one optional package for each platform. npm leaves those out of package-lock.json that the registry in use does not serve
// (mirrors often have one platform only); then `npm ci` refuses the file, and other platforms would go without. This adds what is missing:
// name and version stand in the package that wants it, the platform in its name.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(path, 'utf8'))

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** `os`, `cpu` and `libc` of a package called like `@oxc-parser/binding-linux-arm64-musl`; null when the name tells none. */
function platformOf(name) {
  const words = name.split(/[-/]/)
  const os = SYSTEMS.find((system) => words.includes(system))
  const cpu = PROCESSORS.find((processor) => words.includes(processor))
  if (!os && !cpu) return null
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : os === 'linux' && words.some((word) => word.startsWith('gnu')) ? 'glibc' : null
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) }
}

/** Where Node would look for `name` from the package at `from`: the nearest node_modules that has it. */
function isLocked(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

const added = []
for (const [from, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(from, name)) continue
    const platform = platformOf(name)
    if (!platform || !/^\d/.test(version)) {
      console.error(`${from} wants ${name} ${version}, which is not for one platform or not of one version: run npm install with a registry that has it.`)
      process.exitCode = 1
      continue
    }
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(platform.cpu && { cpu: platform.cpu }),
      ...(dev && { dev }),
      ...(platform.libc && { libc: platform.libc }),
      optional: true,
      ...(platform.os && { os: platform.os }),
    }
    added.push(name)
  }
}

if (added.length > 0) {
  const { '': root, ...rest } = lock.packages
  lock.packages = { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, 'en'))) }
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
}
console.log(added.length > 0 ? `Added ${added.length}: ${added.join(', ')}` : 'Nothing was missing.')
