import { execFileSync } from 'node:child_process'

/** Vitest's global setup: builds what is out of date, exactly as `npm start` does. */
export default function build(): void {
  execFileSync(process.execPath, ['server/start.mjs', '--build-only'], { stdio: 'inherit' })
}
