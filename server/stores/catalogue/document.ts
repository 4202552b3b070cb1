/** The catalogue as a document, for people and for search engines that never see the page. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../paths.js'
import type { Language } from '../../protocol/language.js'
import { type CatalogueEntry, type PointResult, STORE_POINTS, unknownFacts } from '../../protocol/store-catalogue.js'

/** What the page and the document say alike. */
export interface CatalogueWords {
  readonly points: Readonly<Record<string, string>>
  readonly seen: Readonly<Record<string, string>>
  readonly families: Readonly<Record<string, string>>
  readonly notTried: Readonly<Record<string, string>>
  readonly keptMark: string
  readonly noLicence: string
  readonly noNode: string
  readonly lookedAt: string
  readonly notKnown: Readonly<Record<string, string>>
  readonly releasedBy: Readonly<Record<string, string>>
  readonly document: Readonly<Record<string, string>>
  readonly triedWith: Readonly<Record<string, string>>
}

export function wordsOf(language: Language): CatalogueWords {
  return JSON.parse(readFileSync(join(projectRoot, 'client', 'i18n', language, 'catalogue.json'), 'utf8'))
}

/** Where the document of a language lies, from the checkout's folder. */
export function documentPath(language: Language): string {
  return `docs/stores${language === 'en' ? '' : `.${language}`}.md`
}

/** @returns Markdown, the same for the same entries */
export function catalogueDocument(entries: readonly CatalogueEntry[], language: Language): string {
  const words = wordsOf(language)
  const { document } = words
  const say = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    (document[key] ?? '').replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]))
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const listed = entries.filter(({ onTheList }) => onTheList).length
  const tried = entries.filter((entry) => entry.tried !== 'no').length
  const lines = [
    `# ${say('title')}`,
    '',
    say('lead', { listed, others: entries.length - listed, tried, untried: entries.length - tried }),
    '',
    say('made'),
    '',
    `## ${say('atAGlance')}`,
    '',
    `| ${['store', 'database', 'version', 'licence', 'weight', 'result'].map((key) => say(key)).join(' | ')} |`,
    `| ${Array.from({ length: 6 }, () => '---').join(' | ')} |`,
    ...entries.map((entry) => `| ${row(entry).join(' | ')} |`),
    '',
    `## ${say('asked')}`,
    '',
    ...STORE_POINTS.map((point) => `- ${words.points[point]}`),
    '',
    ...entries.flatMap((entry) => ['', `## ${entry.name}`, '', ...section(entry)]),
  ]
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`

  function row(entry: CatalogueEntry): readonly string[] {
    const { name, version, licence, weight } = entry
    return [
      `[${name}](#${anchor(name)})${entry.runsHere === null ? '' : ` ${say('runsHere')}`}`,
      databaseOf(entry),
      version ?? words.notKnown.mark ?? '',
      licence === 'none' ? words.noLicence : (licence ?? words.notKnown.mark ?? ''),
      weight === null ? '–' : say('megabytes', { megabytes: number.format(weight.megabytes), packages: weight.packages }),
      verdict(entry),
    ]
  }

  function verdict({ tried: how, contract }: CatalogueEntry): string {
    if (how === 'no') return say('notTried')
    const asked = STORE_POINTS.filter((point) => contract[point] !== undefined && contract[point] !== 'not-asked')
    return say('kept', { kept: asked.filter((point) => contract[point] === 'kept').length, asked: asked.length })
  }

  function databaseOf({ database, family }: CatalogueEntry): string {
    return database ?? words.families[family] ?? family
  }

  function section(entry: CatalogueEntry): readonly string[] {
    const { about, version, released, node, installsOnNode20, drivers, builds, whyNot, contract, here, tried: how } = entry
    const outcome = (result: PointResult) => (typeof result === 'string' ? words.keptMark : result.map((seen) => words.seen[seen]).join('; '))
    const unknown = unknownFacts(entry).map((fact) => words.notKnown[fact])
    const facts = [
      how === 'no' && version !== null ? capitalized(words.lookedAt.replace('{{version}}', version)) : '',
      released === null ? '' : `${say('released')}: ${released.date} (${words.releasedBy[released.by]})`,
      node === null ? '' : `Node.js: ${node === 'none' ? words.noNode : node}`,
      installsOnNode20 === false ? say('notOnNode20') : '',
      drivers.length === 0 ? '' : `${say('with')}: ${drivers.join(', ')}`,
      builds.length === 0 ? '' : `${say('builds')}: ${builds.join(', ')}`,
      unknown.length === 0 ? '' : capitalized((words.notKnown.facts ?? '').replace('{{facts}}', unknown.join(', '))),
    ].filter((fact) => fact !== '')
    const broken = STORE_POINTS.flatMap((point) => {
      const result = contract[point]
      if (result === undefined || typeof result === 'string') return []
      const prevented = here?.[point] === undefined ? '' : ` ${say('here')} ${outcome(here[point])}.`
      return [`- ${words.points[point]} ${say('instead')} **${outcome(result)}.**${prevented}`]
    })
    const kept = STORE_POINTS.filter((point) => contract[point] === 'kept').length
    return [
      about[language],
      '',
      ...facts.map((fact) => `- ${fact}`),
      '',
      ...(whyNot === undefined ? [] : [`${say('notTriedBecause')} ${words.notTried[whyNot]}.`]),
      ...(how === 'stand-in' || how === 'fake-client' ? [words.triedWith[how] ?? '', ''] : []),
      ...(how === 'no' ? [] : [say(broken.length === 0 ? 'keptAll' : 'keptSome', { kept }), '', ...broken]),
    ]
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** As GitHub makes it of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
