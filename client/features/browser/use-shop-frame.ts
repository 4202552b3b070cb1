import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { isServing, onlyInstance } from '../../../server/protocol/instance-state.js'
import type { OpenLesson } from '../../../server/protocol/lessons.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { ownBrowserId } from '../../state/browser-names.js'
import { isOpeningWithoutCookies, lendForgetting } from '../../state/own-browser.js'
import { isFromOtherStore } from '../../state/page-from-before.js'
import { useShopAddress } from '../../state/shop-address.js'
import { toldLanguageStore } from '../../state/told-language.js'
import { useLive } from '../../state/use-dashboard.js'

const FORGET_PATH = '/.sessionscope/forget-cookies'
/**
 * For the shop to forget the cookies, and for the frame to load. A bound and no order: the shop's address is reached through whatever stands
 * between, and a browser need not say that a frame will never load. Above what the gateway itself takes to answer.
 */
const FRAME_WITHIN_MS = 10_000

export interface ShopFrameControls {
  readonly frame: RefObject<HTMLIFrameElement | null>
  readonly host: string
  readonly origin: string
  /** See {@link useShopAddress}. */
  readonly isBlocked: boolean
  /** What the frame begins with; nothing until the shop speaks the page's language, so that it is not loaded twice. */
  readonly src: string | undefined
  /** Of the page that this browser saw last. */
  readonly path: string
  /** See {@link isFromOtherStore}. */
  readonly isFromBefore: boolean
  readonly goHome: () => void
  readonly goTo: (path: string) => void
  readonly reload: () => void
  /** Loads the shop's first page, and once more when it is there: the second request shows what the first answer left behind. */
  readonly visitTwice: () => void
  /** Has the browser drop the shop's cookies, as if one cleared the site's data. */
  readonly forgetCookies: () => void
}

/**
 * Another value as soon as the shop is a new process; null while none runs. While one of two servers serves, the shop is what it was: which of them that is,
 * or whether there are two, is no reason to load a page again.
 */
function useShopLife(): number | null {
  const isTwo = useLive(({ instances }) => Object.keys(instances).length > 1)
  const isServed = useLive(isServing)
  const boot = useLive((snapshot) => onlyInstance(snapshot).boot)
  const last = useRef({ isTwo, boot, life: boot, wasServed: isServed })
  const { current } = last
  const isNewProcess = isTwo || current.isTwo ? isServed && !current.wasServed : current.boot !== boot
  const life = isNewProcess ? current.life + 1 : current.life
  useEffect(() => {
    last.current = { isTwo, boot, life, wasServed: isServed }
  }, [isTwo, boot, life, isServed])
  return isServed ? life : null
}

/** Drives the frame with the real shop: by hand, and by itself when the shop changed its language or is a new process. */
export function useShopFrame(): ShopFrameControls {
  const language = useLive((snapshot) => snapshot.launch.language)
  const life = useShopLife()
  const path = useLive((snapshot) => lastPath(snapshot.timeline, ownBrowserId(snapshot)))
  const isFromBefore = useLive((snapshot) => isOwnFromBefore(snapshot))
  const frame = useRef<HTMLIFrameElement>(null)
  const lesson = useLive((snapshot) => snapshot.lesson)
  const shown = useRef({ language, life })
  const isAgreed = useAgreed(language)
  const { host, origin, isBlocked } = useShopAddress()
  const src = isAgreed && !isBlocked ? `${origin}/` : undefined

  const go = useCallback(
    (to: string) => {
      if (frame.current) frame.current.src = origin + to
    },
    [origin],
  )

  const isSetUp = useRef(false)

  useEffect(() => {
    if (lesson?.settingUp && life === null) isSetUp.current = true
  }, [lesson, life])

  // The frame begins in the language that was agreed on, whether or not a shop runs by then.
  const agreedOn = useRef(isAgreed)
  useEffect(() => {
    if (isAgreed && !agreedOn.current) shown.current = { ...shown.current, language }
    agreedOn.current = isAgreed
  }, [isAgreed, language])

  // What the frame loads while no shop runs is a notice, which cannot load anything again by itself: the frame is sandboxed.
  const showsNotice = useRef(false)
  useEffect(() => {
    const shopFrame = frame.current
    if (life !== null || src === undefined || shopFrame === null) return
    const noteNotice = () => {
      showsNotice.current = true
    }
    shopFrame.addEventListener('load', noteNotice)
    return () => shopFrame.removeEventListener('load', noteNotice)
  }, [life, src])

  useEffect(() => {
    const before = shown.current
    if (life === null) return
    const isNotice = showsNotice.current
    showsNotice.current = false
    shown.current = { language, life }
    if (!isAgreed) return
    // What a lesson's set-up restarts is not visited again, since that visit would belong to the first step; unless the frame was sent there meanwhile in vain.
    const isVisited = before.life !== null && !isSetUp.current
    if (before.language !== language || (before.life !== life && (isVisited || isNotice))) go('/')
    if (before.life !== life) isSetUp.current = false
  }, [language, life, go, isAgreed])

  const forget = useCallback(async () => {
    await askToForget(origin)
    go('/')
  }, [origin, go])
  useForgetting(frame, lesson, forget)

  return {
    frame,
    host,
    origin,
    isBlocked,
    src,
    path,
    isFromBefore,
    goHome: () => go('/'),
    goTo: go,
    reload: () => go(path),
    visitTwice: () => {
      if (frame.current) void loaded(frame.current).then(() => go('/'))
      go('/')
    },
    forgetCookies: () => void forget(),
  }
}

/** Only the shop can remove its HttpOnly cookies. When it does not answer, the page that follows says so. */
async function askToForget(origin: string): Promise<void> {
  await fetch(origin + FORGET_PATH, { method: 'POST', credentials: 'include', signal: AbortSignal.timeout(FRAME_WITHIN_MS) }).catch(() => {})
}

/** Has the shop learnt the page's language once, or can it not be told (state/told-language.ts)? */
function useAgreed(language: string): boolean {
  const { i18n } = useTranslation()
  const told = useStore(toldLanguageStore, (state) => state.told)
  const isTold = language === i18n.language || told === i18n.language
  const [isAgreed, setAgreed] = useState(isTold)
  useEffect(() => {
    if (isTold) setAgreed(true)
  }, [isTold])
  return isAgreed
}

/** Lends the page a way to have this browser forget the shop's cookies, and forgets them when somebody else opens a lesson. */
function useForgetting(frame: RefObject<HTMLIFrameElement | null>, lesson: OpenLesson | null, forget: () => Promise<void>): void {
  const hasCookie = useLive((snapshot) => (snapshot.browsers.find(({ id }) => id === ownBrowserId(snapshot))?.jar.length ?? 0) > 0)
  const isSettingUp = lesson?.settingUp === true
  const hasLoaded = useRef(false)

  useEffect(() => {
    const note = ({ target }: Event) => {
      if (target === frame.current) hasLoaded.current = true
    }
    // On its way down, since it does not bubble; and wherever the frame is put later.
    document.addEventListener('load', note, true)
    return () => document.removeEventListener('load', note, true)
  }, [frame])

  useEffect(
    () =>
      lendForgetting(async () => {
        // The end of a first visit that is still under way would be taken for that of the next.
        if (frame.current && !frame.current.hidden && !hasLoaded.current) await loaded(frame.current)
        await forget()
        // What loads from here on is the visit that has just begun.
        if (frame.current && !frame.current.hidden) await loaded(frame.current)
      }),
    [frame, forget],
  )

  useEffect(() => {
    if (isSettingUp && hasCookie && !isOpeningWithoutCookies()) void forget()
  }, [isSettingUp, hasCookie, forget])
}

/** Resolves when the frame has loaded what it was sent to, or not within FRAME_WITHIN_MS. */
function loaded(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      frame.removeEventListener('load', done)
      resolve()
    }
    const timer = setTimeout(done, FRAME_WITHIN_MS)
    frame.addEventListener('load', done)
  })
}

function isOwnFromBefore(snapshot: Snapshot): boolean {
  const own = snapshot.browsers.find(({ id }) => id === ownBrowserId(snapshot))
  return own !== undefined && isFromOtherStore(own, snapshot.timeline)
}

/** The page that this browser saw last: its last GET that was a page (a frame of another origin keeps its address to itself). */
function lastPath(timeline: readonly TimelineRow[], own: BrowserState['id']): string {
  const row = timeline.findLast((each) => each.kind === 'request' && each.request.actor === own && isPage(each.request))
  return row?.kind === 'request' ? row.request.path : '/'
}

function isPage({ method, path, status }: { readonly method: string; readonly path: string; readonly status: number | null }): boolean {
  return method === 'GET' && status !== null && status < 300 && !path.startsWith('/.sessionscope/') && !path.startsWith('/files/')
}
