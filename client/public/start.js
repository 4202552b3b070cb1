// Watches over the start of the page: until the page has been drawn, whatever fails is said at once instead of leaving the page blank.
// Before any other script, plain, and for any browser.
;(() => {
  // A WebKit in the "C" locale calls its language "C", which Intl refuses with an error wherever it is handed on (charts do so as they load).
  try {
    new Intl.NumberFormat(navigator.language)
  } catch {
    Object.defineProperty(navigator, 'language', { configurable: true, get: () => 'en' })
    Object.defineProperty(navigator, 'languages', { configurable: true, get: () => ['en'] })
  }

  const root = document.documentElement
  // In whose language: as i18n/language.ts chooses, which may never come to it.
  let language = new URLSearchParams(location.search).get('lang')
  try {
    language ||= localStorage.getItem('sessionscope:language')
  } catch {
    // Storage is off.
  }
  language ||= navigator.language
  if (/^(pt|en)/i.test(language)) root.lang = /^pt/i.test(language) ? 'pt-BR' : 'en'

  const fail = (reason) => {
    const places = document.querySelectorAll('.not-started samp')
    // Once the page has been drawn there is no such place any more, and the page speaks for itself.
    if (places.length === 0 && document.readyState !== 'loading') return
    root.classList.add('has-failed')
    for (const place of places) place.textContent = reason
  }
  addEventListener(
    'error',
    (event) => {
      if (event.target instanceof HTMLScriptElement) fail(event.target.src)
      else if (event.message) fail(event.message)
    },
    true,
  )
  addEventListener('unhandledrejection', (event) => fail(String(event.reason)))
})()
