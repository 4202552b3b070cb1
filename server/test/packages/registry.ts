/** A registry of npm on this machine, with packages of a few lines, or those of a folder: what is tried with it needs no internet, and can fail in every way. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Registry {
  readonly url: string
  /** What it does with requests from now on: `stall` begins a tarball and never ends it; `damage` sends another one than it named; `away` hangs up. */
  mood: 'serves' | 'refuses' | 'stall' | 'damage' | 'away'
  /** Tarballs that were asked for. */
  readonly asked: string[]
  close(): Promise<void>
}

export interface FakePackage {
  readonly name: string
  readonly version: string
  /** Its `main.js`, or the folder in which it lies as it was installed. */
  readonly code: string | { readonly folder: string }
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

/** The packages that were installed in a `node_modules`, as the registry has them from which they came. */
export function packagesIn(folder: string): readonly FakePackage[] {
  const paths = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'package.json')))
  return paths.map((path) => {
    const { name, version, dependencies = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    return { name, version, dependencies, code: { folder: path } }
  })
}

function tarball({ name, version, code, scripts }: FakePackage): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-tarball-'))
  try {
    if (typeof code === 'object') cpSync(code.folder, join(folder, 'package'), { recursive: true })
    else {
      mkdirSync(join(folder, 'package'))
      writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify({ name, version, main: 'main.js', scripts }))
      writeFileSync(join(folder, 'package', 'main.js'), code)
    }
    execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder })
    return readFileSync(join(folder, 'package.tgz'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function openRegistry(packages: readonly FakePackage[]): Promise<Registry> {
  const files = new Map(packages.map((each) => [each.name, { ...each, tarball: tarball(each) }]))
  const held = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/')
    const found = [...files.values()].find(({ name }) => path === `/${name}` || path === `/${name}/-/it.tgz`)
    if (registry.mood === 'away') return void request.socket.destroy()
    if (registry.mood === 'refuses') return void response.writeHead(403).end('{}')
    if (!found) return void response.writeHead(404).end('{}')
    const { name, version, scripts, dependencies } = found
    if (!path.endsWith('.tgz')) {
      const integrity = `sha512-${createHash('sha512').update(found.tarball).digest('base64')}`
      const dist = { tarball: `${registry.url}/${name}/-/it.tgz`, integrity }
      const manifest = { name, version, dist, dependencies, ...(scripts ? { scripts, hasInstallScript: true } : {}) }
      return void response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: manifest } }))
    }
    registry.asked.push(name)
    if (registry.mood === 'stall') {
      held.add(response)
      return void response.writeHead(200).write(found.tarball.subarray(0, 20))
    }
    response.end(registry.mood === 'damage' ? tarball({ ...found, code: 'another' }) : found.tarball)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const registry: Registry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: 'serves',
    asked: [],
    async close() {
      for (const response of held) response.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return registry
}
