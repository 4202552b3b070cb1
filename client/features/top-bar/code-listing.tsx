import { type ReactNode, useEffect, useRef } from 'react'
import styles from './code-listing.module.css'
import { tokensOf } from './code-tokens.js'
import { sessionBlock } from './session-block.js'

/** How much of what stands before the call is seen at first. */
const LINES_ABOVE_PX = 70

/** A source file with line numbers; the lines of `session({…})` stand out. */
export function CodeListing({ path, code, aside = null }: { readonly path: string; readonly code: string; readonly aside?: ReactNode }) {
  const lines = code.trimEnd().split('\n')
  const block = sessionBlock(lines)
  const listing = useRef<HTMLPreElement>(null)

  useEffect(() => {
    const marked = listing.current?.querySelector<HTMLElement>(`.${styles.marked}`)
    if (listing.current && marked) listing.current.scrollTop = marked.offsetTop - LINES_ABOVE_PX
  }, [])

  return (
    <>
      <div className={styles.path}>
        <span translate="no">{path}</span>
        {aside}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre ref={listing} className={styles.listing} tabIndex={0}>
        <code>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <span key={index} className={`${styles.line} ${block && index >= block.from && index <= block.to ? styles.marked : ''}`}>
              {tokensOf(line).map((token, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the line
                <span key={place} className={token.kind === 'plain' ? undefined : styles[token.kind]}>
                  {token.text}
                </span>
              ))}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
    </>
  )
}
