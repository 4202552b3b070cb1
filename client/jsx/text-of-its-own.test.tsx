import { cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { TermsContext } from './terms.js'

afterEach(cleanup)

/** As a translator does: takes every text out of the page and puts elements in its place. */
function translate(root: Element): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) texts.push(walker.currentNode as Text)
  for (const text of texts.filter(({ data }) => data.trim() !== '')) {
    const font = document.createElement('font')
    font.append(text.data)
    text.replaceWith(font)
  }
}

function Words({ name, count }: { readonly name: string; readonly count: number | null }) {
  return (
    <p>
      {count === null ? null : <b>{count}</b>}
      {count === 1 ? 'one' : 'many'} for {name}
      {count === null ? ', nothing yet' : <Rest>{`, and ${count} more`}</Rest>}
    </p>
  )
}

function Rest({ children }: { readonly children: string }) {
  return <>{children}</>
}

describe('text in elements of its own', () => {
  it('changes, comes and goes under a translator as it does without', () => {
    const { container, rerender } = render(<Words name="Ana" count={null} />)
    for (const [name, count] of [
      ['Bia', 1],
      ['Bia', 2],
      ['Caio', null],
      ['Ana', 3],
    ] as const) {
      translate(container)
      rerender(<Words name={name} count={count} />)
      const words = `${count ?? ''}${count === 1 ? 'one' : 'many'} for ${name}${count === null ? ', nothing yet' : `, and ${count} more`}`
      expect(container.textContent).toBe(words)
    }
  })

  it('leaves a text alone that is all of an element, however it is put together', () => {
    const { container } = render(
      <p>
        {1} of {2}
        {null}
      </p>,
    )
    expect(container.innerHTML).toBe('<p>1 of 2</p>')
  })

  it('makes texts that touch one element, and nothing of a space', () => {
    const { container } = render(
      <p>
        a {1} b <b>c</b> <i>d</i>
      </p>,
    )
    expect(container.innerHTML).toBe('<p><ui-text>a 1 b </ui-text><b>c</b> <i>d</i></p>')
  })

  it('gives a word of the trade its pop-up where there is room, and none within what is pressed', () => {
    const terms = (content: ReactNode) => {
      const { container } = render(<TermsContext value={{ language: 'en', areStops: true }}>{content}</TermsContext>)
      return container.querySelectorAll('.term').length
    }
    expect(terms(<p>touch</p>)).toBe(1)
    expect(terms(<button type="button">touch</button>)).toBe(0)
    const row = (
      <div role="option" aria-selected={false} tabIndex={-1}>
        <p>touch</p>
      </div>
    )
    expect(terms(row)).toBe(0)
  })

  it('keeps what touches a word of the trade on its line, and nothing else', () => {
    const touching = (text: string) => {
      const { container } = render(
        <TermsContext value={{ language: 'en', areStops: true }}>
          <p>{text}</p>
        </TermsContext>,
      )
      expect(container.textContent).toBe(text)
      return [...container.querySelectorAll('.unparted')].map(({ textContent }) => textContent)
    }
    expect(touching('On: (touch), “rolling”: the secret’s resave - heap/touch.')).toEqual(['(touch),', '“rolling”:', 'secret’s', 'heap/', 'touch.'])
    expect(touching('a touch moves it')).toEqual([])
  })

  it('marks what machines wrote', () => {
    const { container } = render(<code>req.session</code>)
    expect(container.innerHTML).toBe('<code translate="no">req.session</code>')
  })
})
