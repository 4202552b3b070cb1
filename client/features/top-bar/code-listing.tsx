import styles from './code-listing.module.css'
import { tokensOf } from './code-tokens.js'
import { sessionBlock } from './session-block.js'

/** A source file with line numbers; the lines of `session({…})` stand out. */
export function CodeListing({ path, code }: { readonly path: string; readonly code: string }) {
  const lines = code.trimEnd().split('\n')
  const block = sessionBlock(lines)
  return (
    <>
      <p className={styles.path}>{path}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={styles.listing} tabIndex={0}>
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
