import { after, all, fresh, inFrontOf, lessonSchema, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

const row: RecipeFile = {
  path: 'server/protocol/PROTOCOL.md',
  named: 'PROTOCOL.md',
  write: after('| `store-stopped` | store | none | after 120 s |\n', '| `proxy-drops` | proxy | `requests`: 0 to 100 nth | after 600 s |\n'),
}

/** Every nth request does not come through. */
export const addFault: Recipe = {
  heading: 'Add a fault',
  sample: row,
  files: [
    {
      path: 'server/protocol/faults/proxy-drops.ts',
      named: 'server/protocol/faults/NAME.ts',
      write: fresh(
        [
          "import { LIMITS } from '../limits.js'",
          "import type { FaultEntry } from './entry.js'",
          '',
          'export const proxyDrops = {',
          "  place: 'proxy',",
          "  settings: { requests: { unit: 'nth', min: 0, max: 100, usual: 0, step: 1 } },",
          '  perServer: false,',
          '  lastsMs: LIMITS.faultMs,',
          '  outage: null,',
          '} as const satisfies FaultEntry',
          '',
        ].join('\n'),
      ),
    },
    {
      path: 'server/protocol/faults.ts',
      named: 'server/protocol/faults.ts',
      write: all(
        inFrontOf('import { storeFrozen }', "import { proxyDrops } from './faults/proxy-drops.js'\n"),
        after("  'store-stopped': storeStopped,\n", "  'proxy-drops': proxyDrops,\n"),
      ),
    },
    ...['en', 'pt-BR'].flatMap((language): readonly RecipeFile[] => [
      {
        missedBy: language === 'en' ? 'client/features/way/fault-words.ts' : 'client/i18n/later.ts',
        path: `client/i18n/${language}/way.json`,
        named: 'client/i18n/LANGUAGE/way.json',
        write: after('  "faults": {\n', '    "proxy-drops": { "name": "…", "why": "…", "says": "… {{settings}}", "met": "… {{duration}}" },\n'),
      },
      {
        missedBy: language === 'en' ? 'client/features/lessons/sentence-words.ts' : 'client/i18n/later.ts',
        path: `client/i18n/${language}/checks.json`,
        named: 'checks.json',
        write: after('  "fault": {\n', '    "proxy-drops": "…",\n'),
      },
    ]),
    row,
    lessonSchema,
    {
      path: 'server/test/integration/in-front.integration.test.ts',
      named: 'server/test/integration/in-front.integration.test.ts',
      write: inFrontOf(
        "  'header-limit': { settings",
        "  'proxy-drops': { settings: { requests: 2 }, shows: async () => (await lastOf(() => visit(ALICE)))?.status === 502 },\n",
      ),
    },
  ],
  proof: [tests('unit', 'server/protocol/faults.test.ts', 'server/supervisor/lessons/json-schema.test.ts'), typesOf('server'), typesOf('client')],
}
