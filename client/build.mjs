// Builds the page into dist/client. Run by server/start.mjs, in a process of its own.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { withReact } from './react.mjs'

// Also for the tests, which set it to "test": what is tried is what people get, and not React's much larger build for development.
process.env.NODE_ENV = 'production'

const checkout = dirname(dirname(fileURLToPath(import.meta.url)))
// Vite takes what follows a # or a ? in a path for a query. A checkout in such a folder is built through a link that has another name.
const link = /[#?]/.test(checkout) ? mkdtempSync(join(tmpdir(), 'sessionscope-build-')) : null
const root = link === null ? checkout : join(link, 'checkout')
const { plugins, resolve } = withReact(join(root, 'client'))

/** What the page and its later parts have in common is one file: in thirty small ones it would be larger, and not sooner there. But for what only later parts need. */
const SHARED = { name: (id, context) => (isInFirstLoad(id, context) ? 'shared' : null), minShareCount: 2 }

/** Does the page itself import a module, or something that does? */
function isInFirstLoad(id, context, passed = new Set()) {
  if (passed.has(id)) return false
  passed.add(id)
  const info = context.getModuleInfo(id)
  return info !== null && (info.isEntry || info.importers.some((importer) => isInFirstLoad(importer, context, passed)))
}

/** Moves the style sheet to the end of the page: one in the head that does not come keeps the browser from showing anything at all. */
const lateStyles = {
  name: 'late-styles',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const sheets = html.match(/<link rel="stylesheet"[^>]*>/g) ?? []
      return sheets.reduce((page, sheet) => page.replace(sheet, ''), html).replace('</body>', `${sheets.join('')}</body>`)
    },
  },
}

try {
  // "junction" is what Windows lets everybody make; other systems do not look at it.
  if (link !== null) symlinkSync(checkout, root, 'junction')
  await build({
    configFile: false,
    root: join(root, 'client'),
    logLevel: 'warn',
    plugins: [...plugins, lateStyles],
    resolve: { ...resolve, preserveSymlinks: link !== null },
    // One style sheet: a part that is fetched later (or once more, after a failure) brings none that could be missing.
    // No data: URLs (assetsInlineLimit) and no inline scripts: the content security policy allows neither.
    build: {
      outDir: join(root, 'dist/client'),
      emptyOutDir: true,
      target: 'es2022',
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      rolldownOptions: { output: { codeSplitting: { groups: [SHARED] } } },
    },
  })
} finally {
  if (link !== null) {
    rmSync(root, { force: true })
    rmSync(link, { recursive: true, force: true })
  }
}
