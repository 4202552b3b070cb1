// Finds a Chromium-based browser on this machine. Plain JavaScript, since the test command runs it before anything is built.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// The shells first: the same engine without the windows around it, which opens a page for about 60 % of the CPU time.
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
]

/** Where installers put browsers that are not on PATH. */
function usualPlaces(environment) {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  }
  if (process.platform === 'win32') {
    const folders = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA].filter(Boolean)
    return folders.flatMap((folder) => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')])
  }
  return ['/usr/lib/chromium/chromium', '/snap/bin/chromium']
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * The browser that the end-to-end tests and the benchmark drive: CHROMIUM_PATH, else what is on PATH, else where installers put it.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns its path, or null when there is none; a CHROMIUM_PATH that does not exist is not replaced by another browser
 */
export function findChromium(environment = process.env) {
  if (environment.CHROMIUM_PATH) return isProgram(environment.CHROMIUM_PATH) ? environment.CHROMIUM_PATH : null
  const extension = process.platform === 'win32' ? '.exe' : ''
  const onPath = (environment.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name + extension)))
  return [...onPath, ...usualPlaces(environment)].find(isProgram) ?? null
}
