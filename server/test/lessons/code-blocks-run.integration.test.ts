/** Code that a lesson shows runs: every ```js block, in each language. `-t "02-the-claim-ticket"` tries those of one lesson. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeBlocksIn } from '../../curriculum/markdown.js'
import { lessonsFolder } from '../../paths.js'
import { LANGUAGES } from '../../protocol/language.js'
import { embeddedMongodb, type TestMongodb } from '../support/mongodb.js'
import { type BlockFailure, runCodeBlock } from './run-code-block.js'

const BLOCK_TIMEOUT_MS = 30_000

const files = readdirSync(lessonsFolder, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? LANGUAGES.map((language) => `${entry.name}/${language}.md`) : []))
  .filter((file) => existsSync(join(lessonsFolder, file)))
const blocks = files.flatMap((file) =>
  codeBlocksIn(readFileSync(join(lessonsFolder, file), 'utf8'))
    .filter(({ language }) => language === 'js')
    .map(({ code, line }) => ({ at: `${file}:${line}`, file, code, line })),
)

let mongodb: TestMongodb
beforeAll(async () => {
  mongodb = await embeddedMongodb.start()
})
afterAll(() => mongodb?.stop())

/** The same code in another language has run already. */
const ran = new Map<string, Promise<BlockFailure | null>>()

test.each(blocks)(
  '$at runs',
  async ({ file, code, line }) => {
    const running = ran.get(code) ?? runCodeBlock(code, mongodb.uri)
    ran.set(code, running)
    const failure = await running
    if (failure) expect.fail(`${file}:${line + (failure.line ?? 0)}: ${failure.reason}`)
  },
  BLOCK_TIMEOUT_MS,
)

test.each([
  ['what is not defined', 'app.get("/", (req, res) => {\n  res.send(nobody)\n})', { line: 2, reason: 'ReferenceError: nobody is not defined' }],
  ['what is no JavaScript', 'const a = 1\nconst const = 2', { line: 2, reason: expect.stringContaining('SyntaxError') }],
  ['a foreign package', '\nimport fs from "node:fs"', { line: 2, reason: expect.stringContaining('node:fs') }],
  [
    'a database without an address',
    'new (connectMongoDBSession(session))({ collection: "a", uri: 5 })\nawait new Promise((r) => setTimeout(r, 500))',
    expect.anything(),
  ],
] as const)('the control: %s fails', async (_what, code, failure) => expect(await runCodeBlock(code, mongodb.uri)).toEqual(failure))
