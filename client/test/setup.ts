/** Before each file of the page's tests: they share a document, and what one leaves in it the next one would find. */
import { cleanup } from '@testing-library/react'
import { afterAll } from 'vitest'

afterAll(cleanup)
