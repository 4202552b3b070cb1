import { after, all, fresh, inFrontOf, instead, type Recipe, typesOf } from './recipe.js'

const RESOURCE = `import { ok } from '../protocol/problem.js'
import type { ResourceFor } from './resource.js'

/** A drawer, which is always there. */
export const drawer: ResourceFor<'drawer'> = {
  kind: 'drawer',
  label: 'Drawer',
  address: { resource: 'drawer', number: 1 },
  state: { phase: 'up', source: 'desk', attempts: [{ source: 'desk', outcome: 'chosen', code: 'desk', reason: 'The desk has one.' }], why: null },
  toGetOne: 'Buy a desk.',
  acquire: () => Promise.resolve(ok(null)),
  whenUp: () => Promise.resolve(),
  retire: () => Promise.resolve(ok(null)),
  stop: () => Promise.resolve(),
}
`

export const addResource: Recipe = {
  heading: 'Add a resource',
  files: [
    {
      path: 'server/protocol/resources.ts',
      named: 'server/protocol/resources.ts',
      write: all(
        inFrontOf(
          '/** An address says by its `resource`',
          "/** A drawer of a desk. */\nexport interface DrawerAddress {\n  readonly resource: 'drawer'\n  readonly number: number\n}\n\n",
        ),
        instead('export type Address =', 'export type Address = DrawerAddress |'),
      ),
    },
    { path: 'server/resources/drawer.ts', named: 'server/resources/drawer.ts', write: fresh(RESOURCE) },
    {
      path: 'server/supervisor/sandbox.ts',
      named: 'server/supervisor/sandbox.ts',
      write: all(
        inFrontOf("import { FolderResource } from '../resources/folder.js'\n", "import { drawer } from '../resources/drawer.js'\n"),
        instead('new StoreTargets({ ', 'new StoreTargets({ drawer, '),
      ),
    },
    {
      path: 'server/test/stores/places.ts',
      named: 'server/test/stores/places.ts',
      write: after(
        'readonly Place[]>> = {\n',
        "  drawer: [{ name: 'a drawer', available: true, open: async () => ({ address: { resource: 'drawer', number: 1 }, close: async () => {} }) }],\n",
      ),
    },
  ],
  proof: [typesOf('server')],
}
