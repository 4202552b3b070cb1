/** React's JSX runtime for development and tests, with text in elements of its own, and controls that may rest. */
import type { ElementType, Key } from 'react'
import { Fragment, jsxDEV as reactJsxDev } from 'react/jsx-dev-runtime'
import { restful } from './resting.js'
import { withOwnText } from './text-of-its-own.js'

type Props = Readonly<Record<string, unknown>>

export { Fragment }

export function jsxDEV(type: ElementType, props: Props, key: Key | undefined, isStatic: boolean, source?: never, self?: unknown) {
  const own = withOwnText(type, props)
  return reactJsxDev(restful(type), own, key, isStatic && Array.isArray(own.children), source, self)
}
