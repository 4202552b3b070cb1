/**
 * Text in elements of its own. A translator in the browser (Chrome's, Edge's, extensions) takes text nodes out of the page and puts
 * elements with the translation in their place. React keeps hold of the nodes that it made: its next update writes into a node that
 * nobody sees any more, or asks to remove it from where it no longer is, which throws. A text that is all of an element's content is safe,
 * since React then sets the content of the element. So every text that stands beside something else gets an element around it, and
 * what machines wrote is marked as not to be translated. All JSX of the page passes here (`jsxImportSource` in client/react.ts);
 * a component that is nothing but a text answers with a fragment, so that it does too.
 */
import { createElement, Fragment, type ReactNode } from 'react'
import { isTerm, mayHoldTerm, TEXT, termed, withoutTerms } from './terms.js'

/** What they hold is code, or what a machine said. */
const MACHINE = new Set(['code', 'samp', 'kbd', 'pre'])
/** What they hold has no room for a word with a pop-up of its own: controls (so has whatever is an option of a list box), and what is no text in the line. */
const PLAIN = new Set(['a', 'button', 'label', 'summary', 'option', 'select', 'textarea', 'title', 'text', 'tspan', 'style', 'script'])

type Props = Readonly<Record<string, unknown>>

/** The props of an element as React shall get them. Only elements of the page and fragments have text as content; what a component does with its children is its own business. */
export function withOwnText(type: unknown, props: Props): Props {
  if (type === Fragment) return { ...props, children: separate(props.children as ReactNode, false) }
  if (typeof type !== 'string') return props
  const marked = MACHINE.has(type) && props.translate === undefined ? { ...props, translate: 'no' } : props
  const own = Array.isArray(props.children) ? separate(props.children as ReactNode, true) : (props.children as ReactNode)
  if (PLAIN.has(type) || props.role === 'option' || isUnseen(props))
    return { ...marked, ...(own !== undefined && { children: isText(own) ? own : withoutPopUps(own) }) }
  if (marked.translate === 'no') return { ...marked, ...(own !== undefined && { children: withoutPopUps(own) }) }
  return typeof own === 'string' && mayHoldTerm(own) ? { ...marked, children: termed(own) } : own === props.children ? marked : { ...marked, children: own }
}

/** A word of the trade that is all of a piece of code is one all the same. */
function withoutPopUps(children: ReactNode): ReactNode {
  if (isText(children)) return isTerm(String(children)) ? termed(String(children)) : children
  return isNothing(children) ? children : withoutTerms(...(Array.isArray(children) ? children : [children]))
}

/** Only heard, so that nothing in it can be pointed at. */
function isUnseen({ className }: Props): boolean {
  return typeof className === 'string' && className.includes('visually-hidden')
}

/**
 * @param isWhole the children are all that their element holds; those of a fragment, or of a list in a list, have neighbours
 */
function separate(children: ReactNode, isWhole: boolean): ReactNode {
  if (isText(children)) return isWhole || isBlank(children) ? children : textElement(children, 0)
  if (!Array.isArray(children)) return children
  if (isWhole && children.every((child) => isText(child) || isNothing(child))) return children.filter(isText).join('')
  // Texts that touch each other become one element, at the first one's place; all others stay where they are, since their place is their identity.
  const apart: ReactNode[] = [...children]
  let first = -1
  for (const [place, child] of children.entries()) {
    if (isNothing(child)) continue
    if (!isText(child)) {
      first = -1
      apart[place] = separate(child, false)
    } else if (first < 0) first = place
    else {
      apart[first] = `${apart[first]}${child}`
      apart[place] = null
    }
  }
  return apart.map((child, place) => (isText(child) && !isBlank(child) ? textElement(child, place) : child))
}

function textElement(text: string | number | bigint, place: number): ReactNode {
  const words = String(text)
  return mayHoldTerm(words) ? termed(words, `text ${place}`) : createElement(TEXT, { key: `text ${place}` }, words)
}

function isText(child: unknown): child is string | number | bigint {
  return typeof child === 'string' || typeof child === 'number' || typeof child === 'bigint'
}

function isNothing(child: unknown): boolean {
  return child === null || child === undefined || typeof child === 'boolean' || child === ''
}

/** Translators leave it alone; in an element it would take up room where a bare space takes none. */
function isBlank(text: string | number | bigint): boolean {
  return String(text).trim() === ''
}
