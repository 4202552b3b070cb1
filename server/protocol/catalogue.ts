/** What the shop sells. Here, at the bottom, because the shop shows it, the crowd buys from it and a dashboard may name it. */
import type { Localized } from './language.js'

export interface Book {
  /** Stable, safe in a form field and in a session: lower-case letters and dashes. */
  readonly id: string
  readonly title: Localized
  /** In cents of a US dollar. */
  readonly priceCents: number
}

/** Eight books, in the order of the shop's shelf. */
export const CATALOGUE: readonly Book[] = Object.freeze([
  { id: 'http', title: { en: 'HTTP by Hand', 'pt-BR': 'HTTP à Mão' }, priceCents: 2900 },
  { id: 'cookies', title: { en: 'Cookies, Crumb by Crumb', 'pt-BR': 'Cookies, Migalha por Migalha' }, priceCents: 1950 },
  { id: 'sessions', title: { en: 'Sessions from Login to Logout', 'pt-BR': 'Sessions do Login ao Logout' }, priceCents: 3200 },
  { id: 'express', title: { en: 'Express in the Open', 'pt-BR': 'Express às Claras' }, priceCents: 2750 },
  { id: 'mongodb', title: { en: 'Documents that Last', 'pt-BR': 'Documentos que Duram' }, priceCents: 3400 },
  { id: 'memory', title: { en: 'Where the Memory Went', 'pt-BR': 'Aonde Foi a Memória' }, priceCents: 2600 },
  { id: 'signatures', title: { en: 'Signed, Not Secret', 'pt-BR': 'Assinado, Não Secreto' }, priceCents: 2250 },
  { id: 'event-loop', title: { en: 'Around the Event Loop', 'pt-BR': 'Em Volta do Event Loop' }, priceCents: 3050 },
])
