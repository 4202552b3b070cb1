import { flipLetter } from '../../cookies/flip-letter.js'
import { CATALOGUE } from '../../protocol/catalogue.js'
import { sessionNames } from '../../protocol/instance-state.js'
import { ProblemError } from '../../protocol/problem.js'
import type { Browsers } from '../browsers/browsers.js'
import type { PageRequest, VirtualBrowser } from '../browsers/virtual-browser.js'
import type { Handlers } from './context.js'

type BrowserCommand =
  | 'browser:create'
  | 'browser:remove'
  | 'browser:visit'
  | 'browser:send'
  | 'browser:log-in'
  | 'browser:add-to-cart'
  | 'browser:log-out'
  | 'browser:forget-cookies'
  | 'browser:edit-cookie'
  | 'browser:try-line'
  | 'browser:together'
  | 'browser:from-another-site'
  | 'browser:third-party-cookies'
  | 'browser:copy-cookie'
  | 'browser:give-back'
  | 'visits:without-cookies'

export const browserCommands: Handlers<BrowserCommand> = {
  'browser:create': async ({ name }, { browsers }) => ({ browser: browsers.create(name).id }),

  'browser:remove': async ({ browser }, { browsers }) => {
    await browsers.remove(browser)
    return null
  },

  'browser:visit': ({ browser, path }, { browsers }) => act(browsers, browser, (it) => ask(it, { do: 'visit', path })),
  'browser:send': ({ browser, method, path, form }, { browsers }) => act(browsers, browser, (it) => it.send({ method, path, form: form ?? null })),
  'browser:log-in': ({ browser }, { browsers }) => act(browsers, browser, (it) => ask(it, { do: 'log-in' })),
  'browser:log-out': ({ browser }, { browsers }) => act(browsers, browser, (it) => ask(it, { do: 'log-out' })),
  'browser:add-to-cart': ({ browser, item }, { browsers }) => act(browsers, browser, (it) => ask(it, { do: 'add-to-cart', item })),

  'browser:together': ({ browser, requests }, { browsers }) =>
    act(browsers, browser, async (it) => {
      const asked = await Promise.allSettled(requests.map((request) => ask(it, request)))
      return { statuses: asked.map((each) => (each.status === 'fulfilled' ? each.value.status : raise(each.reason))) }
    }),

  'visits:without-cookies': ({ path, visits }, { browsers }) => browsers.visitWithoutCookies(path, visits),

  'browser:edit-cookie': async ({ browser, value, flip, restore }, { browsers, log }) => {
    const names = sessionNames(log.state)
    const { jar } = browsers.find(browser)
    if ([value, flip, restore].filter((way) => way !== undefined).length !== 1)
      throw new ProblemError('bad-input', 'Say one thing about the cookie: its new "value", which part to "flip", or "restore".', { reason: 'cookie-value' })
    const old = jar.list().find(({ name }) => names.includes(name))
    if (!old)
      throw new ProblemError('not-found', 'This browser has no session cookie yet. Log in with it first, then change the cookie.', { what: names.join(', ') })
    const sent = /^[^=]*=([^;]*)/.exec(old.attributes?.line ?? '')?.[1]
    const wanted = flip ? flipLetter(old.value, flip) : restore ? (sent ?? old.value) : value
    // Nothing that would end the header and begin another (RFC 6265, section 4.1.1: cookie-octet).
    if (wanted === undefined || !/^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$/.test(wanted)) {
      throw new ProblemError(
        'bad-input',
        'A cookie value has no spaces, quotes, commas, semicolons, backslashes or letters beyond ASCII. Write it as it stands in a header.',
        { reason: 'cookie-value' },
      )
    }
    jar.edit(old.name, wanted)
    browsers.publish()
    return null
  },

  'browser:try-line': async ({ browser, line }, { browsers }) => {
    browsers.tryLine(browser, line)
    if (browser.startsWith('browser:')) {
      try {
        // The first answer brings the line, and the second request shows what the browser kept of it.
        await act(browsers, browser, (it) => it.visit())
        await act(browsers, browser, (it) => it.visit())
      } finally {
        // Where the shop had no answer, a later visit with another purpose is not to bring it.
        browsers.giveUpLine(browser)
        browsers.publish()
      }
    }
    return browsers.trialOf(browser) ?? { line, verdict: null, seen: 'waiting' }
  },

  'browser:from-another-site': ({ browser, act: how, do: what = how === 'form' ? 'add-to-cart' : 'visit' }, { browsers }) => {
    if ((how === 'form') === (what === 'visit') && !how.startsWith('fetch'))
      throw new ProblemError(
        'bad-input',
        'A link and a frame visit the shop, and a form adds to the cart or logs out; fetch can do each. Choose one that fits.',
        {
          reason: 'act',
        },
      )
    return act(browsers, browser, (it) => it.fromAnotherSite(how, pageRequest(it, what, how.startsWith('fetch'))))
  },

  'browser:third-party-cookies': async ({ browser, set }, { browsers }) => {
    browsers.find(browser).thirdPartyCookies = set
    browsers.publish()
    return null
  },

  'browser:copy-cookie': async ({ from, to }, { browsers }) => {
    browsers.copyCookie(from, to)
    browsers.refresh().catch(() => {})
    return null
  },

  'browser:give-back': async ({ browser }, { browsers }) => {
    if (!browsers.find(browser).giveBack())
      throw new ProblemError('not-found', 'This browser has no cookie of another one. It may have forgotten it, or been given one of its own since.', {
        what: browser,
      })
    browsers.publish()
    browsers.refresh().catch(() => {})
    return null
  },

  'browser:forget-cookies': async ({ browser }, { browsers }) => {
    browsers.find(browser).forgetCookies()
    browsers.publish()
    return null
  },
}

interface Asked {
  readonly do: 'visit' | 'log-in' | 'add-to-cart' | 'log-out'
  readonly item?: string | undefined
  readonly path?: string | undefined
}

/** One request of a virtual browser, redirects followed. It leaves before this returns. */
function ask(browser: VirtualBrowser, { do: what, item, path }: Asked): Promise<{ status: number }> {
  switch (what) {
    case 'visit':
      return browser.visit(path)
    case 'log-in':
      return browser.submit('/login', { name: browser.name })
    case 'log-out':
      return browser.submit('/logout', {})
    case 'add-to-cart':
      return browser.submit('/cart', { item: item ?? nextBook(browser) })
  }
}

/** What another site's page asks the shop for. A script reads what the shop knows, and not a page. */
function pageRequest(browser: VirtualBrowser, what: 'visit' | 'add-to-cart' | 'log-out', isFetch: boolean): PageRequest {
  switch (what) {
    case 'visit':
      return { method: 'GET', path: isFetch ? '/me' : '/', form: null }
    case 'log-out':
      return { method: 'POST', path: '/logout', form: {} }
    case 'add-to-cart':
      return { method: 'POST', path: '/cart', form: { item: nextBook(browser) } }
  }
}

function nextBook(browser: VirtualBrowser): string {
  return CATALOGUE[browser.nextBook() % CATALOGUE.length]?.id ?? ''
}

function raise(error: unknown): never {
  throw error
}

/** Has a virtual browser do something, and shows its jar and page however that went. */
async function act<T>(browsers: Browsers, id: string, action: (browser: VirtualBrowser) => Promise<T>): Promise<T> {
  try {
    return await action(browsers.find(id))
  } finally {
    browsers.publish()
    browsers.refresh().catch(() => {})
  }
}
