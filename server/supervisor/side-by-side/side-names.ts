/** Names for the sessions of one side, in the order in which it met them, so that two sides can be held against each other: S1, S2, … */
import type { Decision } from '../../protocol/decisions.js'

export class SideNames {
  readonly #names = new Map<string, string>()

  of(sessionId: string): string {
    const known = this.#names.get(sessionId)
    if (known !== undefined) return known
    const name = `S${this.#names.size + 1}`
    this.#names.set(sessionId, name)
    return name
  }

  /** The same decisions, with names instead of ids. */
  inDecisions(decisions: readonly Decision[]): readonly Decision[] {
    return decisions.map((decision) => (decision.kind === 'store' ? { ...decision, sessionId: this.of(decision.sessionId) } : decision))
  }

  /** A text of the shop's with names in the place of ids that it shows. */
  inText(text: string): string {
    let named = text
    for (const [id, name] of this.#names) named = named.replaceAll(id, name)
    return named
  }
}
