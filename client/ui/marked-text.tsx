/** A text of the page in which `<b>…</b>` marks what matters. Only that mark is read; everything else, also what came in by a param, stays text. */
export function MarkedText({ text }: { readonly text: string }) {
  const parts = text.split(/<\/?b>/)
  return parts.map((part, index) => {
    // Parts alternate: plain, bold, plain. Their place is their identity.
    const key = `${index % 2}/${part}`
    return index % 2 === 1 ? <b key={key}>{part}</b> : <span key={key}>{part}</span>
  })
}
