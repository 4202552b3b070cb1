import type { ReactNode } from 'react'

/** One part: its name as it stands in the header, and what it means. */
export function Part({ name, words, tone = '' }: { readonly name: string; readonly words: ReactNode; readonly tone?: string | undefined }) {
  return (
    <div>
      <dt className={tone}>{name}</dt>
      <dd>{words}</dd>
    </div>
  )
}
