/** React's JSX runtime, with text in elements of its own, and controls that may rest; built pages import it in React's place. */
import type { ElementType, Key } from 'react'
import { Fragment, jsx as reactJsx, jsxs as reactJsxs } from 'react/jsx-runtime'
import { restful } from './resting.js'
import { withOwnText } from './text-of-its-own.js'

type Props = Readonly<Record<string, unknown>>

export { Fragment }

export const jsx = (type: ElementType, props: Props, key?: Key) => reactJsx(restful(type), withOwnText(type, props), key)

export function jsxs(type: ElementType, props: Props, key?: Key) {
  const own = withOwnText(type, props)
  // What is one text now is no list of children any more.
  return (Array.isArray(own.children) ? reactJsxs : reactJsx)(restful(type), own, key)
}
