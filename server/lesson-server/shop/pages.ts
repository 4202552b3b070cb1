/** The shop's pages: server-rendered, without JavaScript, fit for a frame of 300 px and for a tab of its own. */
import type { Book } from '../../protocol/catalogue.js'
import { Html, html } from './html.js'
import type { CartLine } from './session-data.js'
import { shopStyle } from './style.js'
import type { ShopWords } from './words.js'

/** What the front page shows of a session; all of it absent for a stranger. */
export interface Visitor {
  readonly isLoggedIn: boolean | undefined
  readonly name: string | undefined
  readonly cart: readonly CartLine[] | undefined
  readonly flash: string | undefined
}

/** Lines of a cart that the page lists one by one. */
const SHOWN_LINES = 6

const style = new Html(shopStyle)

/** One formatter a language: making one costs more than the rest of a page. */
const formatters = new Map<string, Intl.NumberFormat>()

function price(words: ShopWords, amount: number): string {
  let formatter = formatters.get(words.language)
  if (!formatter) {
    formatter = new Intl.NumberFormat(words.language, { style: 'currency', currency: 'USD' })
    formatters.set(words.language, formatter)
  }
  return formatter.format(amount)
}

/** The looks inside the page: nothing more is asked for. */
const inside = html`<link rel="icon" href="data:,">
<style>${style}</style>`

/** The looks in files of their own: a browser asks for each of them, with its cookies. */
const linked = html`<link rel="icon" href="/files/icon.svg">
<link rel="stylesheet" href="/files/style.css">`

function page(words: ShopWords, title: string, cartCount: number, nav: Html | null, main: Html, looks: Html = inside): string {
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${looks}
</head>
<body data-cart-count="${cartCount}">
<header><a class="sign" href="/">${words.shop}</a>${nav}</header>
<main>${main}</main>
</body>
</html>
`.markup
}

/** A cover of its own for each book: colour and ornament come from its place on the shelf. */
function cover(index: number): Html {
  return html`<svg class="cover c${index % 8}" viewBox="0 0 60 84" aria-hidden="true" focusable="false"><rect width="60" height="84" rx="2"/><path class="spine" d="M5 0v84"/>${ornaments[index % ornaments.length]}<path class="rule" d="M14 66h38M14 71h24"/></svg>`
}

const ornaments: readonly Html[] = [
  html`<path d="M14 22h34M14 30h34M14 38h22"/>`,
  html`<circle cx="33" cy="34" r="15"/><circle cx="28" cy="30" r="2"/><circle cx="38" cy="33" r="2"/><circle cx="31" cy="40" r="2"/>`,
  html`<rect x="16" y="22" width="34" height="22" rx="3"/><path d="M38 22v22"/>`,
  html`<path d="M14 40c8-24 14-24 19-8s11 8 17-12"/>`,
  html`<path d="M33 18c13 12 13 22 0 32c-13-10-13-20 0-32zM33 18v38"/>`,
  html`<path d="M15 24h36v8H15zM15 36h36v8H15z"/>`,
  html`<path d="M15 40c6-16 10-16 10-4s6 6 8-4s4 10 17 2M15 48h35"/>`,
  html`<circle cx="33" cy="34" r="14"/><path d="M47 34l-4-4m4 4l5-3"/>`,
]

/** The shelf is the same for everyone who speaks the language: by the books on it, then by language. */
const shelves = new WeakMap<readonly Book[], Map<string, Html>>()

function shelf(words: ShopWords, books: readonly Book[]): Html {
  const inLanguages = shelves.get(books) ?? new Map<string, Html>()
  shelves.set(books, inLanguages)
  const known = inLanguages.get(words.language)
  if (known) return known
  const items = books.map((book, index) => {
    const title = book.title[words.language]
    return html`<li class="book">${cover(index)}<h3>${title}</h3><p class="price">${price(words, book.priceCents / 100)}</p><form method="post" action="/cart"><button name="item" value="${book.id}" aria-label="${words.addTo(title)}">${words.add}</button></form></li>`
  })
  const made = html`<section aria-labelledby="shelf"><h2 id="shelf">${words.shelf}</h2><ul class="shelf">${items}</ul></section>`
  inLanguages.set(words.language, made)
  return made
}

function cartSection(words: ShopWords, cart: readonly CartLine[]): Html {
  if (cart.length === 0)
    return html`<section class="cart" aria-labelledby="cart"><h2 id="cart">${words.cart}</h2><p class="quiet">${words.cartEmpty}</p></section>`
  const rest = cart.length - SHOWN_LINES
  const total = cart.reduce((sum, line) => sum + line.price, 0)
  return html`<section class="cart" aria-labelledby="cart"><h2 id="cart">${words.cart} (${cart.length})</h2><ul>${cart
    .slice(-SHOWN_LINES)
    .map(
      (line) => html`<li><span>${line.title}</span><span>${price(words, line.price)}</span></li>`,
    )}${rest > 0 && html`<li class="quiet">${words.more(rest)}</li>`}</ul><p class="total"><span>${words.total}</span><span>${price(words, total)}</span></p></section>`
}

/**
 * The front page: who you are, your cart, the flash message if there is one, and the shelf.
 *
 * @param hasFiles its looks are in files of their own
 */
export function shopPage(words: ShopWords, books: readonly Book[], { isLoggedIn = false, name = '', cart = [], flash }: Visitor, hasFiles = false): string {
  const logIn = html`<form class="login" method="post" action="/login"><label for="name">${words.yourName}</label><input id="name" name="name" required maxlength="40" autocomplete="nickname"><button>${words.logIn}</button></form>`
  const logOut = html`<form method="post" action="/logout"><button class="link">${words.logOut}</button></form>`
  return page(
    words,
    words.shop,
    cart.length,
    html`<nav aria-label="${words.shop}"><a href="#cart">${words.cart} (${cart.length})</a>${isLoggedIn && logOut}</nav>`,
    html`${flash && html`<p class="flash" role="status">${flash}</p>`}
<h1>${isLoggedIn ? words.helloAgain(name) : words.hello}</h1>
<p class="lead">${isLoggedIn ? words.known : cart.length > 0 ? words.hasCart : words.unknown}</p>
${!isLoggedIn && logIn}
<div class="room">${shelf(words, books)}${cartSection(words, cart)}</div>${hasFiles && html`<p><img src="/files/icon.svg" alt="" width="32" height="32"></p>`}`,
    hasFiles ? linked : inside,
  )
}

/** A page for whoever sent something that the shop cannot use: what happened and what to do. */
export function mistakePage(words: ShopWords, what: string): string {
  return page(words, words.mistake, 0, null, html`<h1>${words.mistake}</h1><p class="lead">${what}</p><p><a href="/">${words.back}</a></p>`)
}

/**
 * A page for a failure of the shop's own or of its store.
 *
 * @param quote what a machine said, word for word
 */
export function failurePage(words: ShopWords, title: string, why: string, next: string, quote?: string): string {
  const said = quote && html`<pre class="quote" translate="no">${quote}</pre>`
  return page(words, title, 0, null, html`<h1>${title}</h1><p class="lead">${why}</p>${said}<p>${next}</p><p><a href="/">${words.back}</a></p>`)
}
