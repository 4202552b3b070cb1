// Sets the theme before the first paint; a file of its own because the content security policy allows no inline script.
;(() => {
  let choice = 'system'
  try {
    choice = localStorage.getItem('sessionscope:theme') || 'system'
  } catch {
    // Storage is off: the system's theme it is.
  }
  if (matchMedia('(forced-colors: active)').matches) choice = 'system'
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
