/**
 * What express-session decided at a request, in the order in which it did: seven questions, each answered with yes or no, a reason, and the values that
 * decided. They are noted in the lesson server when they are taken (server/lesson-server/taps/decision-notes.ts); whoever shows them words them.
 * The branches are those of express-session 1.19, index.js. A question that it did not ask at a request is not among the request's decisions.
 */

export type Decision = PathDecision | CookieDecision | SignatureDecision | StoreDecision | SaveDecision | TouchDecision | SetCookieDecision

/** Is the request one of the middleware's own? No: `req.session` stays undefined. */
export interface PathDecision {
  readonly kind: 'path'
  readonly yes: boolean
  /** `outside`: the path does not begin with `cookie.path`; `store-disconnected`: the store said `disconnect`, and nothing since. */
  readonly reason: 'inside' | 'outside' | 'store-disconnected'
  /** `cookie.path`: what the path must begin with. */
  readonly cookiePath: string
}

/** Did a cookie of the session's name come? */
export interface CookieDecision {
  readonly kind: 'cookie'
  readonly yes: boolean
  /** `empty`: it came without a value, which counts as none. */
  readonly reason: 'came' | 'none' | 'empty'
  readonly name: string
}

/** Did one of the secrets sign it? No: it is ignored. */
export interface SignatureDecision {
  readonly kind: 'signature'
  readonly yes: boolean
  /**
   * - `newest-secret`, `older-secret`: which one verified it;
   * - `unsigned`: it does not begin with `s:`;
   * - `mismatch`: signed, with none of the secrets;
   * - `malformed`: cannot be decoded, or its signature stands for an empty id.
   */
  readonly reason: 'newest-secret' | 'older-secret' | 'unsigned' | 'mismatch' | 'malformed'
  /** Place of the secret that verified it in the list of secrets; null: none did. */
  readonly secretIndex: number | null
  /** How many secrets there were. */
  readonly secrets: number
}

/** Does the store have a session under that id? No: a new one is generated; when the store failed, there is none at all. */
export interface StoreDecision {
  readonly kind: 'store'
  readonly yes: boolean
  /**
   * - `expired`: the store gave none back, and the expiry that was last stored has passed;
   * - `unknown`: it gave none back;
   * - `no-entry`: it reported an error with the code ENOENT, which counts as none;
   * - `failed`: it reported another error.
   */
  readonly reason: 'found' | 'expired' | 'unknown' | 'no-entry' | 'failed'
  readonly sessionId: string
  /** For `expired`: when, epoch ms. */
  readonly expiredAt?: number
  /** What the store reported; redacted. */
  readonly error?: string
}

/** What the decisions at the end of a request look at. */
export interface SessionFacts {
  /** Its id is not the one that the cookie brought. */
  readonly isNew: boolean
  /** The shop asked for that new id (`regenerate`). */
  readonly isRegenerated: boolean
  /** Data or id are not what was loaded or generated at the beginning (`isModified`). */
  readonly isModified: boolean
  /** Top-level keys of the data in which it differs from what was loaded or generated; all empty when the data are the same, or too large to be compared. */
  readonly keys: KeyChanges
}

export interface KeyChanges {
  readonly set: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** Is it saved (`store.set`)? */
export interface SaveDecision extends SessionFacts {
  readonly kind: 'save'
  readonly yes: boolean
  /**
   * Yes:
   * - `asked`: the shop itself called `req.session.save`;
   * - `changed`: its data changed since they were loaded, generated or saved;
   * - `new-id`: its data did not change, its id did (`regenerate`);
   * - `uninitialized`: new and untouched, and `saveUninitialized` is on;
   * - `resave`: unchanged, and `resave` is on.
   *
   * No:
   * - `uninitialized`: new and untouched, and `saveUninitialized` is off;
   * - `unchanged`: as it was loaded, and `resave` is off;
   * - `saved-already`: unchanged since the shop itself saved it;
   * - `destroyed`: the shop destroyed it;
   * - `unset`: the shop removed `req.session`, and `unset` is `keep`;
   * - `unset-destroyed`: the shop removed `req.session`, or there was none, and `unset` is `destroy`: it is destroyed in the store;
   * - `not-loaded`: the store had failed, so there is no session;
   * - `bogus-id`: `req.sessionID` is not a string.
   */
  readonly reason:
    | 'asked'
    | 'changed'
    | 'new-id'
    | 'uninitialized'
    | 'resave'
    | 'unchanged'
    | 'saved-already'
    | 'destroyed'
    | 'unset'
    | 'unset-destroyed'
    | 'not-loaded'
    | 'bogus-id'
  /** The options that were asked. */
  readonly resave: boolean
  readonly saveUninitialized: boolean
  /** The shop itself had saved it before, in this request. */
  readonly isSaved: boolean
  /** The store failed to save it or, for `destroyed` and `unset-destroyed`, to destroy it; redacted. */
  readonly error?: string
}

/** Not saved: is its expiry moved on in the store (`store.touch`)? Asked only where it is not saved. */
export interface TouchDecision {
  readonly kind: 'touch'
  readonly yes: boolean
  /** `no-touch`: the store has no such method; `new-id`: the session is not the one that the cookie brought; `bogus-id`: `req.sessionID` is not a string. */
  readonly reason: 'unchanged' | 'no-touch' | 'new-id' | 'bogus-id'
  readonly canTouch: boolean
  /** The store failed to do it; redacted. */
  readonly error?: string
}

/** Is the cookie set? Decided when the headers leave, which may be before the session is saved, or even changed. */
export interface SetCookieDecision extends SessionFacts {
  readonly kind: 'setCookie'
  readonly yes: boolean
  /**
   * Yes:
   * - `new-id`: the browser does not have this id;
   * - `rolling`: the browser has it, and `rolling` is on;
   * - `expiry`: the browser has it, the session changed, and the cookie has an expiry.
   *
   * No:
   * - `uninitialized`: the id is new and the session untouched, and `saveUninitialized` is off;
   * - `same-id`: the browser has it, `rolling` is off, and the session did not change or the cookie has no expiry;
   * - `not-secured`: the cookie is Secure, and the connection is not;
   * - `no-session`: there is no session (any more);
   * - `bogus-id`: `req.sessionID` is not a string;
   * - `failed`: it cannot be written as a Set-Cookie line.
   */
  readonly reason: 'new-id' | 'rolling' | 'expiry' | 'uninitialized' | 'same-id' | 'not-secured' | 'no-session' | 'bogus-id' | 'failed'
  readonly rolling: boolean
  readonly saveUninitialized: boolean
  /** The session's cookie has an expiry; false also where there is no session. */
  readonly hasExpiry: boolean
  /** The session's cookie is Secure. */
  readonly isSecure: boolean
  /** How the request came: by TLS, and what X-Forwarded-Proto said (its first value). */
  readonly isTls: boolean
  readonly forwardedProto: string | null
  /** What the shop itself did to a cookie of this name in the same answer. */
  readonly byShop: 'set' | 'cleared' | null
}
