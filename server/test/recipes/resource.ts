import { after, type Recipe, typesOf } from './recipe.js'

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
      write: (before) =>
        after(
          '/** An address says by its `resource` which kind it is of. */\n',
          '',
        )(before)
          .replace(
            '/** An address says',
            "/** A drawer of a desk. */\nexport interface DrawerAddress {\n  readonly resource: 'drawer'\n  readonly number: number\n}\n\n/** An address says",
          )
          .replace('export type Address = HeapAddress', 'export type Address = DrawerAddress | HeapAddress'),
    },
    { path: 'server/resources/drawer.ts', named: 'server/resources/drawer.ts', write: () => RESOURCE },
    {
      path: 'server/supervisor/sandbox.ts',
      named: 'server/supervisor/sandbox.ts',
      write: (before) =>
        after(
          "import { FolderResource } from '../resources/folder.js'\n",
          "import { drawer } from '../resources/drawer.js'\n",
        )(before).replace('new StoreTargets({ heap,', 'new StoreTargets({ drawer, heap,'),
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
