/**
 * Waits for work no longer than until it is called off. Starting a database may take a minute; what that comes to is the database's own business then.
 *
 * @throws what the work throws; the reason of the signal once it is aborted
 */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let off = () => {}
  const aborted = new Promise<never>((_, reject) => {
    off = () => reject(signal.reason)
    signal.addEventListener('abort', off, { once: true })
    if (signal.aborted) off()
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', off)
  }
}
