// @ts-check
// In plain JavaScript, since start.mjs asks it before anything is built, in every Node, old ones included.

/**
 * Every language that the sandbox speaks, by the language of a system that it is spoken to.
 *
 * @type {Readonly<Record<import('../protocol/language.js').Language, RegExp>>}
 */
const SYSTEMS = { en: /^en\b|^en_/i, 'pt-BR': /^pt\b|^pt_/i }

/** @typedef {keyof typeof SYSTEMS} Language */

/**
 * @param {string | undefined} text
 * @returns {text is Language}
 */
export function isLanguage(text) {
  return text !== undefined && Object.hasOwn(SYSTEMS, text)
}

/**
 * The language to speak in: the one that was asked for, else the system's, else English. What was asked for and is no language counts as not asked.
 *
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @returns {Language}
 */
export function spokenLanguage(argv, env) {
  const at = argv.map((argument) => /^--language(?:=|$)/.test(argument)).lastIndexOf(true)
  const option = at < 0 ? undefined : argv[at]?.includes('=') ? argv[at]?.slice('--language='.length) : argv[at + 1]
  const variable = env.SESSIONSCOPE_LANGUAGE?.trim()
  return [option, variable].find(isLanguage) ?? systemLanguage(env)
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Language}
 */
function systemLanguage(env) {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || Intl.DateTimeFormat().resolvedOptions().locale
  const languages = /** @type {Language[]} */ (Object.keys(SYSTEMS))
  return languages.find((language) => SYSTEMS[language].test(locale)) ?? 'en'
}
