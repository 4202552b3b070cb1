import { after, all, inFrontOf, instead, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

const protocolText: RecipeFile = {
  path: 'server/protocol/PROTOCOL.md',
  named: 'PROTOCOL.md',
  write: inFrontOf('| `mongo:cancel-download` ', '| `mongo:greet` | `name` | `{ greeting }` |\n'),
}

export const addCommand: Recipe = {
  heading: 'Add a command',
  sample: protocolText,
  files: [
    {
      path: 'server/protocol/commands.ts',
      named: 'server/protocol/commands.ts',
      write: after(
        "  z.strictObject({ type: z.literal('mongo:cancel-download') }),\n",
        "  z.strictObject({ type: z.literal('mongo:greet'), name: z.string().max(80) }),\n",
      ),
    },
    {
      path: 'server/protocol/command-results.ts',
      named: 'command-results.ts',
      write: after('export interface CommandResults {\n', "  'mongo:greet': { readonly greeting: string }\n"),
    },
    {
      path: 'server/supervisor/commands/mongo-commands.ts',
      named: 'server/supervisor/commands/',
      write: all(
        instead("'mongo:resolve' | ", "'mongo:greet' | 'mongo:resolve' | "),
        after("'mongo:cancel-download'> = {\n", "  'mongo:greet': async ({ name }) => ({ greeting: name }),\n"),
      ),
    },
    protocolText,
  ],
  proof: [tests('unit', 'server/protocol/protocol-text.test.ts'), typesOf('server')],
}
