import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { isAlive } from './process-alive.mjs'

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
