// A page that was opened as a file may load no modules: there the whole of it is one plain script.
;(() => {
  const script = document.createElement('script')
  if (location.protocol === 'file:') script.src = './whole.js'
  else {
    script.type = 'module'
    script.src = document.currentScript.dataset.entry
  }
  document.head.append(script)
})()
