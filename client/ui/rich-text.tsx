import { type ComponentType, Fragment, type ReactNode } from 'react'

type Tags = Readonly<Record<string, ComponentType<{ readonly children: ReactNode }>>>

/** Emphasis that most texts use: `<b>` strong, `<e>` emphasised, `<c>` code, `<n>` a figure. */
const TAGS: Tags = {
  b: ({ children }) => <b>{children}</b>,
  e: ({ children }) => <em>{children}</em>,
  c: ({ children }) => <code>{children}</code>,
  n: ({ children }) => <b className="num">{children}</b>,
}

/**
 * A translated text with a few tags in it, as elements: `"gone in <n>2 s</n>"`. Tags do not nest; what is no known tag stays text,
 * so whatever was filled into the sentence can bring no markup of its own but emphasis.
 */
export function RichText({ text }: { readonly text: string }) {
  return text.split(/(<([a-z])>.*?<\/\2>)/s).map((piece, index) => {
    // The pattern has two groups: every third piece is a tag's name alone.
    if (index % 3 === 2) return null
    const [, name = '', inside = ''] = /^<([a-z])>(.*)<\/\1>$/s.exec(piece) ?? []
    const Tag = index % 3 === 1 ? TAGS[name] : undefined
    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
    return Tag ? <Tag key={index}>{inside}</Tag> : <Fragment key={index}>{piece}</Fragment>
  })
}
