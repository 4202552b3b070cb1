import { loadLaterTexts } from '../i18n/later.js'
import type { CrossSiteProps } from './cross-site.js'
import { LazyPart } from './lazy-part.js'

async function load() {
  const [part] = await Promise.all([import('./cross-site.js'), loadLaterTexts('sites')])
  return part
}

/** Most requests come from the shop's own pages, so this is fetched with the first that does not. */
export function CrossSitePart(props: CrossSiteProps) {
  return <LazyPart<CrossSiteProps> load={load} meanwhile={null} props={props} />
}
