/** What a kind of database server says of itself, so that everything else about finding, starting, watching and ending one is the same for all (served.ts). */

import type { Problem } from '../../protocol/problem.js'
import type { OwnedProcess } from '../owned-process.js'
import type { Refused } from '../sources.js'

/** A connection that asks how the server is. */
export interface Connection {
  /** As the server says. */
  readonly version: string
  /** Asks for as little as can be. @throws when it does not answer */
  ping(): Promise<void>
  /** Never fails. */
  close(): void
}

export interface ServedDatabase {
  /** Schemes of its addresses, without the colon. */
  readonly schemes: readonly string[]
  /** The address of one on the usual port of 127.0.0.1, as nobody has set it up differently. */
  readonly usualUrl: string
  /**
   * Imports the driver.
   *
   * @throws ProblemError `package-missing`
   */
  load(): Promise<unknown>
  /**
   * Connects as the store's own package would, and asks for the version. Nothing is written.
   *
   * @throws whatever the driver says
   */
  connect(url: string, timeoutMs: number): Promise<Connection>
  /** What the driver's errors mean, where the system's codes (ECONNREFUSED, …) do not say it. */
  refusal(error: unknown): 'late' | 'auth' | 'protocol' | 'rights' | null
  /** A program of this machine; null: none is looked for. */
  readonly program: ServedProgram | null
  /** A server of the sandbox's own; null: there is none. */
  readonly embedded: EmbeddedServer | null
}

export interface ServedProgram {
  /** Names under which it is looked for, the best first. */
  readonly names: readonly string[]
  /** Folders beside PATH in which systems hide it, the best first. */
  folders(): readonly string[]
  /**
   * Starts it on a free port of 127.0.0.1, with its data in a folder of its own.
   *
   * @returns how it was started, or why it cannot be
   * @throws Error with its last words when it does not come up; then it has ended
   */
  start(path: string, folder: string, calledOff: AbortSignal): Promise<StartedProgram | Refused>
}

export interface StartedProgram {
  readonly owned: OwnedProcess
  readonly url: string
  /** Left out: it runs as we do, with its data in the folder. */
  readonly apart?: { readonly account: string; readonly folder: string }
}

export interface EmbeddedServer {
  /** Its entry: see entryPath. It answers to an EmbeddedServerOrder. */
  readonly entry: string
  /** Does it ask for a password? Left out: it lets in everybody on this machine. */
  readonly hasPassword?: true
  /** @param password the empty text where it asks for none */
  url(port: number, password: string): string
  readonly version: string
}

/** The first message to an embedded server's process. */
export interface EmbeddedServerOrder {
  /** null: in memory only. */
  readonly folder: string | null
  /** 0: any free one. */
  readonly port: number
  /** Without which nobody is let in; the empty text: it asks for none. */
  readonly password: string
}

/** Its only answer. */
export type EmbeddedServerAnswer = { readonly ok: true; readonly port: number } | { readonly ok: false; readonly problem: Problem }
