/** Path of the browser that the end-to-end tests drive, or null when this machine has none. */
export function findChromium(environment?: NodeJS.ProcessEnv): string | null
