import { describe } from 'vitest'
import { enterFirefox, findFirefox } from './firefox.js'
import { walk } from './walk.js'

describe.skipIf(findFirefox() === null)('a walk in Firefox', () => walk('firefox', enterFirefox))
