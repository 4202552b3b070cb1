// `npm start`: builds what is out of date, then runs the sandbox in this same process (so that signals reach it).
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Sessionscope needs Node.js 20.19 or newer; this is ${process.version}. Install a newer one from https://nodejs.org and try again.`)
  process.exit(2)
}

/** The newest change below the given paths, in epoch ms. */
function newest(...paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false })
      if (!stat) return 0
      if (!stat.isDirectory()) return stat.mtimeMs
      return Math.max(stat.mtimeMs, newest(...readdirSync(path).map((name) => join(path, name))))
    }),
  )
}

/** Is the part of dist/ that the stamp stands for older than its sources, or built from other versions of Node or the packages? */
function isStale(name, sources) {
  try {
    return Number(readFileSync(join(dist, `.built-${name}`), 'utf8')) < newest(...sources.map((source) => join(root, source)))
  } catch {
    return true
  }
}

function run(script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(Buffer.concat(output).toString()))))
  })
}

const parts = [
  { name: 'server', sources: ['server', 'package-lock.json', 'tsconfig.json'], build: () => run('typescript/bin/tsc', '-p', 'server', '--noCheck') },
  {
    name: 'client',
    sources: ['client', 'package-lock.json', 'tsconfig.json'],
    build: () => run('vite/bin/vite.js', 'build', 'client', '--config', 'client/vite.config.ts', '--logLevel', 'warn'),
  },
].filter((part) => isStale(part.name, part.sources))

if (parts.length > 0) {
  console.log('Building Sessionscope (only after a change) …')
  const startedAt = Date.now()
  try {
    mkdirSync(dist, { recursive: true })
    await Promise.all(
      parts.map(async (part) => {
        await part.build()
        writeFileSync(join(dist, `.built-${part.name}`), String(startedAt))
      }),
    )
  } catch (error) {
    console.error(`${error.message}\nThe build failed, for the reason above. Run "npm install" and try again; in a changed checkout, "npm run typecheck" says more.`)
    process.exit(1)
  }
}

if (!process.argv.includes('--build-only')) {
  const { main } = await import('../dist/server/main.js')
  await main(process.argv.slice(2))
}
