/** Every kind of event comes from somewhere: what nobody appends is nothing that happens. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../paths.js'
import { EVENT_KINDS } from '../../protocol/reduce.js'

/** The code of the supervisor, without its tests. */
const supervisor = readdirSync(join(projectRoot, 'server/supervisor'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(projectRoot, 'server/supervisor', path), 'utf8'))
  .join('\n')

test.each(EVENT_KINDS)('%s is noted by somebody', (kind) => expect(supervisor).toContain(`kind: '${kind}'`))
