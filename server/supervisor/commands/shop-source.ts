/** The source of the shop, as learners read it: the TypeScript that it is written in, and the JavaScript that runs. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { entryPath, projectRoot } from '../../paths.js'
import type { ShopSource, SourceCode } from '../../protocol/command-results.js'

const FOLDER = 'lesson-server/shop'

/** `app.ts`, and the file of the variant in force. */
export async function readShopSource(shop: string): Promise<Pick<ShopSource, 'code' | 'path' | 'variant'>> {
  const explained = SHOPS.find(({ name }) => name === shop)?.explained
  const [app, variant] = await Promise.all([readSource('app'), explained ? readSource(`variants/${shop}`) : null])
  return { ...app, variant: variant && explained ? { shop, ...variant, explained } : null }
}

async function readSource(name: string): Promise<{ readonly code: SourceCode; readonly path: string }> {
  const path = `server/${FOLDER}/${name}.ts`
  const typescript = await readFile(join(projectRoot, path), 'utf8')
  const built = await readFile(entryPath(`${FOLDER}/${name}`), 'utf8')
  return { code: { typescript, javascript: asWritten(built, typescript) }, path }
}

/**
 * What the compiler made of a source, laid out as that source is: it indents by four, ends lines with semicolons, and leaves out empty lines
 * and what held nothing but types.
 *
 * @param built its output
 * @param source where the empty lines are
 */
export function asWritten(built: string, source: string): string {
  const lines = built
    .split('\n')
    .filter((line) => !line.startsWith('//# sourceMappingURL='))
    .map((line) => line.replace(/^( +)/, (indent) => ' '.repeat(indent.length / 2)).replace(/^import (\w+), \{\} from/, 'import $1 from'))
    .map((line) => line.replace(/;( \/\/.*)?$/, '$1'))
    .filter((line) => line !== 'export {}')
  const afterGap = new Set(source.split('\n').flatMap((line, index, all) => (line !== '' && all[index - 1] === '' ? [beginning(line)] : [])))
  return lines.flatMap((line, index) => (index > 0 && line !== '' && afterGap.has(beginning(line)) ? ['', line] : [line])).join('\n')
}

/** Enough of a line to know it again, up to where types may stand. */
function beginning(line: string): string {
  return line.replace(/[:;=({<].*$/, '').trimEnd() + (/^\s*app\.\w+\(/.test(line) ? (/\('[^']*'/.exec(line)?.[0] ?? '') : '')
}
