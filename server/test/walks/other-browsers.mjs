// The browsers, beside Chromium, through which a walk leads: the programs that it takes, each by any of its names, and Debian's packages of them.
// Plain JavaScript, since the test command names what is missing.
export const OTHER_BROWSERS = {
  firefox: { what: 'Firefox', programs: { browser: ['firefox', 'firefox-esr'] }, packages: 'firefox-esr' },
  webkit: { what: 'WebKit', programs: { driver: ['WebKitWebDriver'], screen: ['Xvfb'] }, packages: 'webkit2gtk-driver and xvfb' },
}
