/** The page of the other site, in words, with a style of its own: nobody is to take it for the shop or for the dashboard. */
import { CATALOGUE } from '../../protocol/catalogue.js'
import type { Language } from '../../protocol/language.js'
import { OTHER_SITE_WORDS } from '../../words/other-site.js'

/** @param here host and port of the page itself @param shop origin of the shop */
export function otherSitePage(language: Language, here: string, shop: string): string {
  const words = OTHER_SITE_WORDS[language]
  const { link, form, fetch, frame } = words
  const address = new URL(shop).host
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<script src="/page.js" defer></script>
</head>
<body data-shop="${shop}" data-read="${fetch.read}" data-unread="${fetch.unread}" data-waiting="${fetch.waiting}" data-frame="${frame.label}" data-shown="${frame.shown}">
<header><h1>${words.title}</h1> <code>${here}</code></header>
<main>
<p class="lead">${words.lead(`<code>${here}</code>`, `<code>${address}</code>`)}</p>
<p>${words.watch}</p>
<section><h2>${link.title}</h2><p>${link.text}</p><p class="acts"><a class="act" id="link" href="${shop}/">${link.button}</a></p></section>
<section><h2>${form.title}</h2><p>${form.text}</p><div class="acts"><form method="post" action="${shop}/cart"><input type="hidden" name="item" value="${CATALOGUE[0]?.id ?? ''}"><button id="cart">${form.cart}</button></form><form method="post" action="${shop}/logout"><button id="log-out">${form.logOut}</button></form></div></section>
<section><h2>${fetch.title}</h2><p>${fetch.text}</p><p class="acts"><button id="fetch"><code>fetch(…)</code></button> <button id="fetch-with-credentials"><code>fetch(…, { credentials: 'include' })</code></button></p><p>${fetch.preflight}</p><p class="acts"><button id="fetch-with-header"><code>fetch(…, { headers: { 'X-Mine': '1' } })</code></button></p><p><output id="fetched" aria-live="polite"></output></p></section>
<section><h2>${frame.title}</h2><p>${frame.text}</p><p class="acts"><button id="frame">${frame.button}</button></p><div id="framed" aria-live="polite"></div></section>
</main>
</body>
</html>
`
}

/** Its own file, so that the page's policy needs no exception for it. */
export const otherSiteScript = `const { shop, read, unread, waiting, frame, shown } = document.body.dataset
const said = document.getElementById('fetched')
async function ask(credentials, headers) {
  said.textContent = waiting
  try {
    const answer = await fetch(shop + '/me', { credentials, headers })
    said.textContent = read + ' ' + (await answer.text())
  } catch {
    said.textContent = unread
  }
}
document.getElementById('fetch').addEventListener('click', () => ask('same-origin'))
document.getElementById('fetch-with-credentials').addEventListener('click', () => ask('include'))
document.getElementById('fetch-with-header').addEventListener('click', () => ask('same-origin', { 'X-Mine': '1' }))
document.getElementById('frame').addEventListener('click', () => {
  const place = document.getElementById('framed')
  const element = document.createElement('iframe')
  element.src = shop + '/'
  element.title = frame
  const note = document.createElement('p')
  note.textContent = shown
  place.replaceChildren(element, note)
})
`

const STYLE = `
:root{color-scheme:light dark;--ground:#f4f1f8;--card:#fff;--ink:#241c2e;--soft:#5d5269;--line:#d9d0e3;--act:#5b2a86;--on:#fff;--focus:#b3471d}
@media (prefers-color-scheme:dark){:root{--ground:#17131c;--card:#211b28;--ink:#ece6f2;--soft:#b4a9c0;--line:#453a50;--act:#cfaeed;--on:#241c2e;--focus:#ffb27d}}
*{box-sizing:border-box;margin:0}
body{background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 12px;padding:12px 20px;border-bottom:4px double var(--act);background:var(--card)}
main{max-width:760px;margin:0 auto;padding:16px 20px 40px;display:grid;gap:14px}
h1{font-size:1.1rem}
h2{font-size:1.05rem;margin-bottom:4px}
p{color:var(--soft)}
.lead{color:var(--ink);font-size:1.05rem}
code{font:.92em ui-monospace,Menlo,Consolas,monospace}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:14px 16px}
.acts{display:flex;flex-wrap:wrap;gap:8px;margin-top:10px}
button,.act{font:inherit;min-height:36px;padding:5px 14px;border:1px solid var(--act);border-radius:18px;background:var(--act);color:var(--on);text-decoration:none;cursor:pointer}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
output{display:block;margin-top:8px;color:var(--ink)}
output:empty{display:none}
iframe{display:block;width:100%;height:260px;margin:10px 0 6px;border:1px solid var(--line);border-radius:6px;background:#fff}
`
