/** Opens the dashboard in the browser, where there is somebody to look at it. */

/** Is there a desktop, with a person at it? */
export function hasDesktop(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, isTerminal: boolean): boolean {
  if (!isTerminal || env.CI || env.SSH_CONNECTION || env.SSH_TTY) return false
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** Never fails: the address stands in the terminal in any case. */
export async function openBrowser(url: string): Promise<void> {
  try {
    const { default: open } = await import('open')
    const child = await open(url)
    child.on('error', () => {})
    child.unref()
  } catch {
    // No browser to be had.
  }
}
