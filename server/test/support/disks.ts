/** Disks that are full or read-only, as far as this account may make them. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FILLER = 'filler'

/** @param options of a tmpfs, such as `size=4m`. @returns unmounts it; null: this account may not mount, or this is no Linux */
export function mountSmallDisk(folder: string, options: string): (() => void) | null {
  try {
    mkdirSync(folder, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
    return () => execFileSync('umount', ['-l', folder])
  } catch {
    return null
  }
}

/** May this account mount? */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-mount-'))
  const unmount = mountSmallDisk(folder, 'size=64k')
  unmount?.()
  rmSync(folder, { recursive: true })
  return unmount !== null
}

/** Leaves no room on the disk with the folder. @returns makes room again */
export function fillDisk(folder: string): () => void {
  const path = join(folder, FILLER)
  writeFileSync(path, '')
  for (let bytes = 64 * 1024; bytes >= 1024; bytes /= 2)
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' })
    } catch {
      // No room for that many.
    }
  return () => rmSync(path)
}

/** Lets nobody write below the folder, whoever has files open there. @returns undoes that */
export function makeReadOnly(folder: string): () => void {
  execFileSync('mount', ['--bind', folder, folder])
  execFileSync('mount', ['-o', 'remount,bind,ro', folder])
  return () => execFileSync('umount', ['-l', folder])
}
