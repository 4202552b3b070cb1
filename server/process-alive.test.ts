import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { hasEnded, isAlive, processMark } from './process-alive.mjs'
import { markOfEnded } from './test/support/processes.js'

test('a process is alive until it has ended', async () => {
  expect(isAlive(process.pid)).toBe(true)
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const pid = child.pid ?? 0
  expect(isAlive(pid)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isAlive(pid)).toBe(false)
})

test.runIf(process.platform === 'linux')('one that has ended is not, even while its parent has not asked for its exit code', async () => {
  // The shell becomes a program that never asks after the child that it inherits; the child ends with its input.
  const parent = spawn('sh', ['-c', 'exec 3<&0; cat <&3 & exec sh -c "echo $!; exec sleep 60"'])
  try {
    const pid = Number(String((await once(parent.stdout, 'data'))[0]))
    expect(isAlive(pid)).toBe(true)
    // While it is still a shell, it might ask.
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n')
    parent.stdin.end()
    await expect.poll(() => isAlive(pid)).toBe(false)
    // It is still in the process list: nobody has asked.
    expect(process.kill(pid, 0)).toBe(true)
  } finally {
    parent.kill('SIGKILL')
  }
})

test('one that is somebody else’s is', () => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  })
  try {
    expect(isAlive(1)).toBe(true)
  } finally {
    kill.mockRestore()
  }
})

test('a mark tells whether its process has ended; of what is not from here, nobody can tell', () => {
  expect(hasEnded(processMark())).toBe(false)
  expect(hasEnded(markOfEnded())).toBe(true)
  const [, pid] = markOfEnded().split('-')
  for (const mark of [`00000000-${pid}`, `-${pid}`, String(pid), `${processMark()}-1`, processMark().replace(/\d+$/, '0'), ''])
    expect([mark, hasEnded(mark)]).toEqual([mark, null])
})

/** In a PID namespace of its own, as in a container. null: this user may make none. */
function inAnotherNamespace(script: string, ...args: readonly string[]): unknown {
  const [module, ...node] = [new URL('./process-alive.mjs', import.meta.url).href, process.execPath, '--input-type=module', '--eval']
  const { status, stdout } = spawnSync('unshare', [...args, ...node, `import { hasEnded, isAlive, processMark } from '${module}'; ${script}`], {
    encoding: 'utf8',
  })
  return status === 0 ? JSON.parse(stdout) : null
}
const canUnshare = inAnotherNamespace('console.log(0)', '--pid', '--fork') !== null

test.runIf(canUnshare)('a process of another PID namespace has another mark, and neither end takes the other for ended', () => {
  const script = `console.log(JSON.stringify([processMark(), hasEnded('${processMark()}'), hasEnded('${markOfEnded()}'), hasEnded(processMark())]))`
  const [mark, ...answers] = inAnotherNamespace(script, '--pid', '--fork', '--mount-proc') as [string, ...unknown[]]
  expect(mark).toMatch(/^[\da-f]{8}-1$/)
  expect(answers).toEqual([null, null, false])
  // It has ended by now; a process 1 there always is.
  expect(hasEnded(mark)).toBe(null)
})

test.runIf(canUnshare)('a process is alive where the process list is that of the namespace around it', () => {
  const script = `
    const { existsSync } = await import('node:fs')
    const { spawn } = await import('node:child_process')
    const children = []
    // Until one has an ID that nobody in that list has.
    do children.push(spawn('sleep', ['60'])); while (children.length < 300 && existsSync('/proc/' + children.at(-1).pid))
    const { pid } = children.at(-1)
    console.log(JSON.stringify([existsSync('/proc/' + pid), isAlive(pid), hasEnded(processMark().replace(/\\d+$/, pid))]))
    process.exit()`
  // The first of a namespace takes all others along.
  expect(inAnotherNamespace(script, '--pid', '--fork')).toEqual([false, true, false])
})
