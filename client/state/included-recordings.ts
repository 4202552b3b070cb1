/** Recordings that were put beside the viewer when it was built (`npm run viewer -- FILE…`). */

export interface Included {
  readonly name: string
  /** @throws Error where it is not there */
  readonly fetch: () => Promise<Blob>
}

/** Where the builder writes down which there are. */
const LIST = 'sessionscope-recordings'

/** Those of the page; none in the page of a sandbox. */
export function includedRecordings(): readonly Included[] {
  const listed: unknown = JSON.parse(document.getElementById(LIST)?.textContent || '[]')
  const names = Array.isArray(listed) ? listed.filter((name): name is string => typeof name === 'string') : []
  return names.map((name) => ({ name, fetch: () => (location.protocol === 'file:' ? byScript(name) : byFetch(name)) }))
}

async function byFetch(name: string): Promise<Blob> {
  const response = await fetch(`recordings/${encodeURIComponent(name)}.sessionscope.json.gz`)
  if (!response.ok) throw new Error(`${name} was answered with ${response.status}`)
  return response.blob()
}

/** A page that was opened as a file may read no other file, but it may run a script beside it. */
function byScript(name: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = `recordings/${encodeURIComponent(name)}.js`
    script.onload = () => {
      const text = script.dataset.recording
      if (text === undefined) reject(new Error(`${name} holds no recording`))
      else resolve(new Blob([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))]))
      script.remove()
    }
    script.onerror = () => reject(new Error(`${name} is not there`))
    document.head.append(script)
  })
}
