import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderResource } from './folder.js'
import { heap } from './heap.js'
import { firstThatServes } from './sources.js'

describe('the sources of a resource', () => {
  it('are tried in order until one serves, and each tells what became of it', async () => {
    const asked: string[] = []
    const { chosen, attempts } = await firstThatServes(['given', 'usual-port', 'program', 'embedded'], (source) => {
      asked.push(source)
      if (source === 'given') return { outcome: 'not-set', code: 'not-set', reason: 'No address was given.' }
      if (source === 'usual-port') return { outcome: 'failed', code: 'nothing-listens', reason: 'Nothing listens.', params: { port: '1' } }
      return { code: 'started', reason: 'It was started.', port: 7 }
    })
    expect(asked).toEqual(['given', 'usual-port', 'program'])
    expect(chosen).toMatchObject({ port: 7 })
    expect(attempts).toEqual([
      { source: 'given', outcome: 'not-set', code: 'not-set', reason: 'No address was given.' },
      { source: 'usual-port', outcome: 'failed', code: 'nothing-listens', reason: 'Nothing listens.', params: { port: '1' } },
      { source: 'program', outcome: 'chosen', code: 'started', reason: 'It was started.' },
      { source: 'embedded', outcome: 'not-needed', code: 'not-needed', reason: expect.any(String) },
    ])
  })

  it('may all fail, and are not tried any more when it is called off', async () => {
    const calledOff = new AbortController()
    const { chosen, attempts } = await firstThatServes(
      ['one', 'two', 'three'],
      (source) => {
        if (source === 'two') calledOff.abort()
        return { outcome: 'failed', code: 'failed', reason: source }
      },
      calledOff.signal,
    )
    expect(chosen).toBeNull()
    expect(attempts.map(({ source }) => source)).toEqual(['one', 'two'])
  })
})

describe('a heap', () => {
  it('needs no looking for', async () => {
    expect(heap).toMatchObject({ address: { resource: 'heap' }, state: { phase: 'up' } })
    expect(await heap.acquire()).toEqual({ ok: true, value: null })
  })
})

describe('a folder', () => {
  let base: string
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'sessionscope-folder-'))
  })
  afterEach(() => rmSync(base, { recursive: true, force: true }))

  it('is one of its own in the data folder, which only this account may read, and stays', async () => {
    const folder = new FolderResource(base)
    expect(folder).toMatchObject({ address: null, state: { phase: 'resolving' } })
    await folder.whenUp()
    expect(folder.state).toMatchObject({ phase: 'up', source: 'data-folder', why: null })
    const path = folder.address?.path ?? ''
    expect(path.startsWith(base)).toBe(true)
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0)
    writeFileSync(join(path, 'kept'), '')
    await folder.stop()
    expect(existsSync(join(path, 'kept'))).toBe(true)
  })

  it('is a temporary one where the data folder cannot be written, says why, and goes back when it can', async () => {
    const blocked = join(base, 'blocked')
    writeFileSync(blocked, 'a file where the folder should be')
    const folder = new FolderResource(blocked)
    expect(await folder.acquire()).toMatchObject({ ok: true })
    const temporary = folder.address?.path ?? ''
    expect(folder.state).toMatchObject({ phase: 'up', source: 'temporary' })
    expect(folder.state.attempts).toMatchObject([
      { source: 'data-folder', outcome: 'failed', reason: expect.stringContaining('a file stands') },
      { outcome: 'chosen' },
    ])
    rmSync(blocked)
    mkdirSync(blocked)
    await folder.acquire()
    expect(folder.state).toMatchObject({ source: 'data-folder' })
    // Whoever still uses it may go on until it is retired.
    expect(existsSync(temporary)).toBe(true)
    await folder.retire()
    expect(existsSync(temporary)).toBe(false)
    await folder.stop()
    await folder.stop()
  })
})
