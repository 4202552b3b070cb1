// Builds the page into dist/client, run by server/start.mjs; or, with `viewer FOLDER`, the page that shows recordings, run by server/viewer/. In a process of its own.
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
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

/** No data: URLs (assetsInlineLimit) and no inline scripts: the content security policy allows neither. */
function pageConfig(pageRoot, outDir, more, options = {}) {
  return {
    configFile: false,
    root: pageRoot,
    logLevel: 'warn',
    plugins: [...plugins, ...more],
    resolve: { ...resolve, preserveSymlinks: link !== null },
    // One style sheet: a part that is fetched later (or once more, after a failure) brings none that could be missing.
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      rolldownOptions: { output: { codeSplitting: { groups: [SHARED] } } },
    },
    ...options,
  }
}

/** What belongs to a sandbox and is never shown without one, as the app and the store pane import it. */
const OF_A_SANDBOX = /features\/(?:dock\/dock|lessons\/(?:lessons-crumb|lessons-dock|lesson-follower))\.js$|^\.\/session-list\.js$/

/** Leaves that out of the viewer. */
const withoutSandbox = {
  name: 'without-sandbox',
  enforce: 'pre',
  resolveId: (source) => (OF_A_SANDBOX.test(source) ? join(root, 'client/viewer/no-sandbox.ts') : null),
}

/** The viewer twice: in modules for a web host, and whole in one script for whoever opens it as a file. Any folder may hold it, so every address in it is relative. */
async function buildViewer(outDir) {
  const viewer = join(root, 'client/viewer')
  const common = {
    base: './',
    publicDir: join(root, 'client/public'),
    resolve: { alias: { ...resolve.alias, 'socket.io-client': join(viewer, 'no-socket.ts') }, preserveSymlinks: link !== null },
  }
  const scratch = mkdtempSync(join(tmpdir(), 'sessionscope-viewer-'))
  try {
    const whole = pageConfig(viewer, scratch, [withoutSandbox], common)
    whole.build.rolldownOptions = { input: join(viewer, 'main.tsx'), output: { format: 'iife', codeSplitting: false, entryFileNames: 'whole.js' } }
    await build(whole)
    await build(pageConfig(viewer, outDir, [withoutSandbox, lateStyles, beginning], common))
    copyFileSync(join(scratch, 'whole.js'), join(outDir, 'whole.js'))
    copyFileSync(join(viewer, 'begin.js'), join(outDir, 'begin.js'))
  } finally {
    rmSync(scratch, { force: true, recursive: true })
  }
}

/** Which of the two it is, is decided where it is opened (viewer/begin.js). */
const beginning = {
  name: 'beginning',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const entry = /<script type="module"[^>]* src="([^"]*)"[^>]*><\/script>/.exec(html)
      if (entry === null) throw new Error('The page of the viewer has no entry.')
      return html
        .replace(entry[0], '')
        .replaceAll(/<link rel="modulepreload"[^>]*>/g, '')
        .replaceAll(' crossorigin', '')
        .replace('</body>', `<script defer src="./begin.js" data-entry="${entry[1]}"></script></body>`)
    },
  },
}

try {
  // "junction" is what Windows lets everybody make; other systems do not look at it.
  if (link !== null) symlinkSync(checkout, root, 'junction')
  const [what = 'page', to = ''] = process.argv.slice(2)
  if (what === 'viewer') await buildViewer(to)
  else await build(pageConfig(join(root, 'client'), join(root, 'dist/client'), [lateStyles]))
} finally {
  if (link !== null) {
    rmSync(root, { force: true })
    rmSync(link, { recursive: true, force: true })
  }
}
