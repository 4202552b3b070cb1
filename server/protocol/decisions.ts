/**
 * What express-session decided at a request, in the order in which it did: seven questions, each answered with yes or no, a reason, and the values that
 * decided. They are noted in the lesson server when they are taken (server/lesson-server/taps/decision-notes.ts); whoever shows them words them.
 * The branches are those of express-session 1.19, index.js. A question that it did not ask at a request is not among the request's decisions.
 */

export type Decision = PathDecision | CookieDecision | SignatureDecision | StoreDecision | SaveDecision | TouchDecision | SetCookieDecision

/** The reasons of each answer. Each is noted in some test (server/lesson-server/taps/decisions.test.ts), and worded on the page or passed over on purpose. */
export const REASONS = {
  path: {
    yes: ['inside'],
    /** `outside`: the path does not begin with `cookie.path`; `store-disconnected`: the store said `disconnect`, and nothing since. */
    no: ['outside', 'store-disconnected'],
  },
  cookie: {
    yes: ['came'],
    /** `empty`: it came without a value, which counts as none. */
    no: ['none', 'empty'],
  },
  signature: {
    /** Which secret verified it. */
    yes: ['newest-secret', 'older-secret'],
    /**
     * - `unsigned`: it does not begin with `s:`;
     * - `mismatch`: signed, with none of the secrets;
     * - `malformed`: cannot be decoded, or its signature stands for an empty id.
     */
    no: ['unsigned', 'mismatch', 'malformed'],
  },
  store: {
    yes: ['found'],
    /**
     * - `expired`: the store gave none back, and the expiry that was last stored has passed;
     * - `unknown`: it gave none back;
     * - `no-entry`: it reported an error with the code ENOENT, which counts as none;
     * - `failed`: it reported another error.
     */
    no: ['expired', 'unknown', 'no-entry', 'failed'],
  },
  save: {
    /**
     * - `asked`: the shop itself called `req.session.save`;
     * - `changed`: its data changed since they were loaded, generated or saved;
     * - `new-id`: its data did not change, its id did (`regenerate`);
     * - `uninitialized`: new and untouched, and `saveUninitialized` is on;
     * - `resave`: unchanged, and `resave` is on.
     */
    yes: ['asked', 'changed', 'new-id', 'uninitialized', 'resave'],
    /**
     * - `uninitialized`: new and untouched, and `saveUninitialized` is off;
     * - `unchanged`: as it was loaded, and `resave` is off;
     * - `saved-already`: unchanged since the shop itself saved it;
     * - `destroyed`: the shop destroyed it;
     * - `unset`: the shop removed `req.session`, and `unset` is `keep`;
     * - `unset-destroyed`: the shop removed `req.session`, or there was none, and `unset` is `destroy`: it is destroyed in the store;
     * - `not-loaded`: the store had failed, so there is no session;
     * - `bogus-id`: `req.sessionID` is not a string.
     */
    no: ['uninitialized', 'unchanged', 'saved-already', 'destroyed', 'unset', 'unset-destroyed', 'not-loaded', 'bogus-id'],
  },
  touch: {
    yes: ['unchanged'],
    /** `no-touch`: the store has no such method; `new-id`: the session is not the one that the cookie brought; `bogus-id`: `req.sessionID` is not a string. */
    no: ['no-touch', 'new-id', 'bogus-id'],
  },
  setCookie: {
    /**
     * - `new-id`: the browser does not have this id;
     * - `rolling`: the browser has it, and `rolling` is on;
     * - `expiry`: the browser has it, the session changed, and the cookie has an expiry.
     */
    yes: ['new-id', 'rolling', 'expiry'],
    /**
     * - `uninitialized`: the id is new and the session untouched, and `saveUninitialized` is off;
     * - `same-id`: the browser has it, `rolling` is off, and the session did not change or the cookie has no expiry;
     * - `not-secured`: the cookie is Secure, and the connection is not;
     * - `no-session`: there is no session (any more);
     * - `bogus-id`: `req.sessionID` is not a string;
     * - `failed`: it cannot be written as a Set-Cookie line.
     */
    no: ['uninitialized', 'same-id', 'not-secured', 'no-session', 'bogus-id', 'failed'],
  },
} as const

/** Which question. */
export type DecisionKind = keyof typeof REASONS
export type YesReason<Kind extends DecisionKind> = (typeof REASONS)[Kind]['yes'][number]
export type NoReason<Kind extends DecisionKind> = (typeof REASONS)[Kind]['no'][number]

/** An answer with a reason that it can have. */
export type Answer<Kind extends DecisionKind> =
  | { readonly kind: Kind; readonly yes: true; readonly reason: YesReason<Kind> }
  | { readonly kind: Kind; readonly yes: false; readonly reason: NoReason<Kind> }

/** Is the request one of the middleware's own? No: `req.session` stays undefined. */
export type PathDecision = Answer<'path'> & {
  /** `cookie.path`: what the path must begin with. */
  readonly cookiePath: string
}

/** Did a cookie of the session's name come? */
export type CookieDecision = Answer<'cookie'> & { readonly name: string }

/** Did one of the secrets sign it? No: it is ignored. */
export type SignatureDecision = Answer<'signature'> & {
  /** Place of the secret that verified it in the list of secrets; null: none did. */
  readonly secretIndex: number | null
  /** Its id (SecretId), which stays with it when others are added and dropped; null: none did. */
  readonly secretId: string | null
  /** How many secrets there were. */
  readonly secrets: number
}

/** Does the store have a session under that id? No: a new one is generated; when the store failed, there is none at all. */
export type StoreDecision = Answer<'store'> & {
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
export type SaveDecision = Answer<'save'> &
  SessionFacts & {
    /** The options that were asked. */
    readonly resave: boolean
    readonly saveUninitialized: boolean
    /** The store has `touch`, which is the next question where it is not saved. */
    readonly canTouch: boolean
    /** The shop itself had saved it before, in this request. */
    readonly isSaved: boolean
    /** The store failed to save it or, for `destroyed` and `unset-destroyed`, to destroy it; redacted. */
    readonly error?: string
  }

/** Not saved: is its expiry moved on in the store (`store.touch`)? Asked only where it is not saved. */
export type TouchDecision = Answer<'touch'> & {
  readonly canTouch: boolean
  /** The store failed to do it; redacted. */
  readonly error?: string
}

/** Is the cookie set? Decided when the headers leave, which may be before the session is saved, or even changed. */
export type SetCookieDecision = Answer<'setCookie'> &
  SessionFacts & {
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
