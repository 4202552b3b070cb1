/** Runs in front of each test file, also of one that shares its modules with others. */
import { afterAll } from 'vitest'
import { endFile } from './end-of-file.js'

// Hooks at the end run in the opposite order: what the file itself ends, it has ended by now.
afterAll(endFile)
