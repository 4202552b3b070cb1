import { describe } from 'vitest'
import { walk } from './walk.js'
import { enterWebkit, findWebkit } from './webkit.js'

describe.skipIf(findWebkit() === null)('a walk in WebKit', () => walk('webkit', enterWebkit))
