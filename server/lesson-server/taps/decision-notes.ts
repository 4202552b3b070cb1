/**
 * Notes what express-session decides at one request, while it does (server/protocol/decisions.ts).
 *
 * Its debug lines say which way it went; why is read off the same values at the same moment: the session before `end` goes on, the options, the store.
 * Where it goes on without a word (nothing saved, no cookie set), the next thing that it does tells.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { judgeCookieHeader } from '../../cookies/session-cookie.js'
import type {
  Answer,
  Decision,
  NoReason,
  SaveDecision,
  SessionFacts,
  SetCookieDecision,
  StoreDecision,
  TouchDecision,
  YesReason,
} from '../../protocol/decisions.js'
import type { SigningSecret } from '../../protocol/ipc.js'
import type { CookieVerdict, StoreOperationName } from '../../protocol/requests.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import { isNoSuchSession } from '../../stores/no-such-session.js'
import { dataJson, keyChanges, NO_CHANGES } from './key-changes.js'
import type { KnownExpiries } from './known-expiries.js'
import type { ServingApp, SessionRequest } from './served.js'
import type { SessionDebugListener } from './session-debug.js'

/** The data of a new session, as JSON. */
const EMPTY = '{}'
const PROTO_CHARACTERS = 20

/** Runs something on behalf of the request: what express-session says meanwhile is about it. */
export type Within = <T>(run: () => T) => T

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export class DecisionNotes implements SessionDebugListener {
  readonly #req: SessionRequest
  readonly #res: ServerResponse
  readonly #secrets: readonly SigningSecret[]
  readonly #expiries: KnownExpiries
  readonly #within: Within
  readonly #noted: Mutable<Decision>[] = []
  #app: ServingApp | null = null
  #verdict: CookieVerdict | null = null
  /** The session middleware has taken the request. */
  #isEngaged = false
  /** express-session's own `cookieId`. */
  #cookieId: string | null = null
  /** What `get` gave back to the middleware, until it has said what it makes of it. */
  #answer: { readonly error: string | null; readonly isNoEntry: boolean; readonly json: string | null } | null = null
  /** The data that it compares with (`originalHash`), as JSON. */
  #originalJson: string | null = EMPTY
  #isLoaded = true
  #isRegenerating = false
  #isRegenerated = false
  #isDestroyed = false
  /** The shop itself saved the session. */
  #isSaved = false
  #end: 'to come' | 'under way' | 'over' = 'to come'
  #isSaveDecided = false
  #isCookieDecided = false

  constructor(req: IncomingMessage, res: ServerResponse, secrets: readonly SigningSecret[], expiries: KnownExpiries, within: Within) {
    this.#req = req
    this.#res = res
    this.#secrets = secrets
    this.#expiries = expiries
    this.#within = within
  }

  /** In the order in which they were taken. */
  get decisions(): readonly Decision[] {
    return this.#noted
  }

  /** What the middleware made of the cookie that came; null when it never looked. */
  get verdict(): CookieVerdict | null {
    return this.#verdict
  }

  /** Which build of the shop gets the request. */
  served(app: ServingApp): void {
    this.#app = app
  }

  hear(format: string, argument: unknown): void {
    switch (format) {
      case 'store is disconnected':
        this.#pass('store-disconnected')
        break
      case 'pathname mismatch':
        this.#pass('outside')
        break
      case 'no SID sent, generating session':
        this.#engage(null)
        break
      case 'fetching %s':
        this.#engage(String(argument))
        break
      case 'session found':
      case 'no session found':
      case 'error %j':
        this.#noteAnswer(format === 'session found')
        break
      case 'touching':
        this.#decideUnsaved()
        this.#noteTouch({ kind: 'touch', yes: true, reason: 'unchanged' })
        break
      case 'destroying':
        this.#decideWithoutSession('unset-destroyed')
        break
      case 'no session':
        // Said by `end`, and then again by the headers, unless these had left before.
        if (this.#end === 'under way' && !this.#isSaveDecided) this.#decideWithoutSession(this.#isLoaded ? 'unset' : 'not-loaded')
        else this.#noteNoCookie('no-session')
        break
      case 'not secured':
        this.#noteNoCookie('not-secured')
        break
      case 'set-cookie %s':
        this.#noteCookie({ kind: 'setCookie', yes: true, reason: this.#whyCookie() })
        break
    }
  }

  /** A `get` has ended, and whoever asked is about to be told. */
  loaded(sessionId: string, error: unknown, problem: string | null, found: unknown): void {
    if (found) this.#expiries.note(sessionId, found)
    if (this.#cookieId !== sessionId || this.#answer !== null) return
    this.#answer = { error: problem, isNoEntry: isNoSuchSession(error), json: dataJson(found) }
    // express-session builds the session around its cookie (session/store.js, `createSession`), and throws where there is none.
    this.#isLoaded = problem === null && (!found || Boolean(Reflect.get(Object(found), 'cookie')))
  }

  /** The store is asked to save or to touch the session of this request. */
  stores(name: 'set' | 'touch', sessionId: string, session: unknown): void {
    this.#expiries.note(sessionId, session)
    if (name === 'touch' || sessionId !== this.#req.sessionID) return
    if (this.#end === 'under way' && !this.#isSaveDecided) {
      this.#isSaveDecided = true
      this.#noteSaved(this.#whySaved())
      return
    }
    this.#noteSaved('asked')
    this.#isSaved = true
  }

  /** The store is asked to destroy a session, on behalf of this request. */
  destroys(sessionId: string): void {
    this.#expiries.forget(sessionId)
    if (this.#isRegenerating || this.#end === 'under way' || sessionId !== this.#req.sessionID || this.#req.session) return
    this.#isDestroyed = true
    this.#noteUnsaved('destroyed')
  }

  /** The shop asks for a new id; what runs inside is part of it. */
  regenerates<T>(run: () => T): T {
    this.#isRegenerated = true
    this.#isRegenerating = true
    try {
      return run()
    } finally {
      this.#isRegenerating = false
    }
  }

  /** The store could not do what was decided. */
  failed(name: StoreOperationName, problem: string): void {
    const decision = this.#noted.findLast((noted): noted is Mutable<SaveDecision> | Mutable<TouchDecision> => {
      if (noted.kind === 'touch') return name === 'touch'
      if (noted.kind !== 'save') return false
      return name === 'set' ? noted.yes : name === 'destroy' && noted.reason.endsWith('destroyed')
    })
    if (decision) decision.error = problem
  }

  /** The headers leave: whatever express-session had to say about the cookie has been said. */
  headersLeave(): void {
    if (!this.#isEngaged || this.#isCookieDecided) return
    this.#noteNoCookie(this.#whyNoCookie())
  }

  #pass(reason: NoReason<'path'>): void {
    this.#noted.push({ kind: 'path', yes: false, reason, cookiePath: this.#cookiePath })
  }

  /** The middleware has read the cookie, and has put its own `end` and `writeHead` in place: ours go around them. */
  #engage(cookieId: string | null): void {
    this.#isEngaged = true
    this.#cookieId = cookieId
    this.#noted.push({ kind: 'path', yes: true, reason: 'inside', cookiePath: this.#cookiePath })
    this.#noteVerdict(this.#judge(cookieId))
    this.#watchAnswer()
  }

  get #options(): SessionOptions | null {
    return this.#app?.options ?? null
  }

  get #canTouch(): boolean {
    return this.#app?.canTouch ?? false
  }

  get #cookiePath(): string {
    return this.#options?.path ?? '/'
  }

  /** What it asks its store for is what it read from the cookie; with one secret there is nothing more to find out. */
  #judge(cookieId: string | null): CookieVerdict {
    const [only, ...others] = this.#secrets
    if (cookieId !== null && only && others.length === 0) return { kind: 'good', sessionId: cookieId, secretId: only.id, secretIndex: 0 }
    return judgeCookieHeader(this.#req.headers.cookie, this.#options?.name ?? '', this.#secrets)
  }

  #noteVerdict(verdict: CookieVerdict): void {
    this.#verdict = verdict
    const name = this.#options?.name ?? ''
    const isEmpty = verdict.kind === 'malformed' && verdict.value === ''
    if (verdict.kind === 'none' || isEmpty) {
      this.#noted.push({ kind: 'cookie', yes: false, reason: isEmpty ? 'empty' : 'none', name })
      return
    }
    this.#noted.push({ kind: 'cookie', yes: true, reason: 'came', name })
    const secrets = this.#secrets.length
    if (verdict.kind === 'good') {
      const { secretIndex, secretId } = verdict
      this.#noted.push({ kind: 'signature', yes: true, reason: secretIndex === 0 ? 'newest-secret' : 'older-secret', secretIndex, secretId, secrets })
      return
    }
    const reason = verdict.kind === 'bad-signature' ? 'mismatch' : verdict.kind
    this.#noted.push({ kind: 'signature', yes: false, reason, secretIndex: null, secretId: null, secrets })
  }

  #watchAnswer(): void {
    const notes = this
    const within = this.#within
    const { end, writeHead } = this.#res
    this.#res.end = function (this: ServerResponse, ...args: unknown[]) {
      return within(() => notes.#aroundEnd(() => Reflect.apply(end, this, args)))
    } as typeof end
    this.#res.writeHead = function (this: ServerResponse, ...args: unknown[]) {
      return within(() => Reflect.apply(writeHead, this, args))
    } as typeof writeHead
  }

  #aroundEnd<T>(end: () => T): T {
    if (this.#end !== 'to come') return end()
    this.#end = 'under way'
    const returned = end()
    this.#decideUnsaved()
    this.#end = 'over'
    return returned
  }

  #noteAnswer(yes: boolean): void {
    const sessionId = this.#cookieId ?? ''
    const { error = null, isNoEntry = false, json = null } = this.#answer ?? {}
    if (yes) this.#originalJson = json
    if (yes) {
      this.#noted.push({ kind: 'store', yes, reason: 'found', sessionId })
      return
    }
    const none = (reason: NoReason<'store'>, more: Pick<StoreDecision, 'error' | 'expiredAt'> = {}) =>
      this.#noted.push({ kind: 'store', yes, reason, sessionId, ...more })
    const expiredAt = this.#expiries.passed(sessionId)
    if (error !== null) none('failed', { error })
    else if (isNoEntry) none('no-entry')
    else if (expiredAt === null) none('unknown')
    else none('expired', { expiredAt })
  }

  #facts(): SessionFacts {
    const { session, sessionID } = this.#req
    const isNew = sessionID !== this.#cookieId
    const isRegenerated = this.#isRegenerated
    if (!session) return { isNew, isRegenerated, isModified: false, keys: NO_CHANGES }
    const json = dataJson(session)
    const isSame = json === this.#originalJson
    return { isNew, isRegenerated, isModified: isRegenerated || !isSame, keys: isSame ? NO_CHANGES : keyChanges(this.#originalJson, json) }
  }

  #noteSaved(reason: YesReason<'save'>): void {
    this.#noteSave({ kind: 'save', yes: true, reason })
  }

  #noteUnsaved(reason: NoReason<'save'>): void {
    this.#noteSave({ kind: 'save', yes: false, reason })
  }

  #noteSave(answer: Answer<'save'>): void {
    const { resave = false, saveUninitialized = false } = this.#options ?? {}
    this.#noted.push({ ...answer, ...this.#facts(), resave, saveUninitialized, canTouch: this.#canTouch, isSaved: this.#isSaved })
  }

  /** `shouldSave` said yes. */
  #whySaved(): YesReason<'save'> {
    const { isNew, isRegenerated, isModified } = this.#facts()
    if (dataJson(this.#req.session) !== this.#originalJson) return 'changed'
    if (isRegenerated) return 'new-id'
    if (isNew && !isModified && !this.#isSaved) return 'uninitialized'
    // With its data as at the beginning, but saved by the shop with other data in between: they changed back.
    return this.#isSaved ? 'changed' : 'resave'
  }

  /** `end` has neither saved nor destroyed, and has gone on. */
  #decideUnsaved(): void {
    if (this.#end !== 'under way' || this.#isSaveDecided || !this.#req.session) return
    this.#isSaveDecided = true
    const isBogus = typeof this.#req.sessionID !== 'string'
    const isNew = this.#req.sessionID !== this.#cookieId
    this.#noteUnsaved(isBogus ? 'bogus-id' : this.#isSaved ? 'saved-already' : isNew ? 'uninitialized' : 'unchanged')
    if (!this.#canTouch) this.#noteUntouched('no-touch')
    else if (isBogus) this.#noteUntouched('bogus-id')
    else if (isNew) this.#noteUntouched('new-id')
  }

  /** There is none at the end; what the shop itself destroyed was noted then. */
  #decideWithoutSession(reason: NoReason<'save'>): void {
    this.#isSaveDecided = true
    if (!this.#isDestroyed) this.#noteUnsaved(reason)
  }

  #noteUntouched(reason: NoReason<'touch'>): void {
    this.#noteTouch({ kind: 'touch', yes: false, reason })
  }

  #noteTouch(answer: Answer<'touch'>): void {
    this.#noted.push({ ...answer, canTouch: this.#canTouch })
  }

  #noteNoCookie(reason: NoReason<'setCookie'>): void {
    this.#noteCookie({ kind: 'setCookie', yes: false, reason })
  }

  #noteCookie(answer: Answer<'setCookie'>): void {
    this.#decideUnsaved()
    if (this.#isCookieDecided) return
    this.#isCookieDecided = true
    const { rolling = false, saveUninitialized = false } = this.#options ?? {}
    const { headers, session, socket } = this.#req
    const proto = headers['x-forwarded-proto']
    this.#noted.push({
      ...answer,
      ...this.#facts(),
      rolling,
      saveUninitialized,
      hasExpiry: this.#hasExpiry,
      isSecure: Boolean(session?.cookie.secure),
      isTls: 'encrypted' in socket && socket.encrypted === true,
      forwardedProto: typeof proto === 'string' ? (proto.split(',', 1)[0]?.trim().slice(0, PROTO_CHARACTERS) ?? null) : null,
      byShop: this.#cookieOfShop(),
    })
  }

  get #hasExpiry(): boolean {
    return this.#req.session?.cookie.expires != null
  }

  /** `shouldSetCookie` said yes. */
  #whyCookie(): YesReason<'setCookie'> {
    if (this.#facts().isNew) return 'new-id'
    return this.#options?.rolling ? 'rolling' : 'expiry'
  }

  /** There is a session, and not a word was said: `shouldSetCookie` said no, or the line could not be written. */
  #whyNoCookie(): NoReason<'setCookie'> {
    const { rolling = false, saveUninitialized = false } = this.#options ?? {}
    if (typeof this.#req.sessionID !== 'string') return 'bogus-id'
    const { isNew, isModified } = this.#facts()
    if (isNew) return saveUninitialized || isModified ? 'failed' : 'uninitialized'
    return rolling || (this.#hasExpiry && isModified) ? 'failed' : 'same-id'
  }

  /** The line of express-session itself is added only after it has said so. */
  #cookieOfShop(): SetCookieDecision['byShop'] {
    const header = this.#res.getHeader('set-cookie')
    const lines = Array.isArray(header) ? header : header === undefined ? [] : [String(header)]
    const start = `${this.#options?.name ?? ''}=`
    const line = lines.find((candidate) => candidate.startsWith(start))
    if (line === undefined) return null
    return line.slice(start.length).split(';', 1)[0]?.trim() === '' ? 'cleared' : 'set'
  }
}
