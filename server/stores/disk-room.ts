import { statfs } from 'node:fs/promises'

/** With less than this left, whether something can still be written is found out by writing. */
export const SCARCE_BYTES = 1024 * 1024

/** Is there little room left on the disk with a folder, for what is in files or for their names? @throws the system's error */
export async function isScarce(folder: string): Promise<boolean> {
  const { bavail, bsize, files, ffree } = await statfs(folder)
  // Some file systems have no bound for names, and tell of 0.
  return bavail * bsize < SCARCE_BYTES || (files > 0 && ffree === 0)
}
