/** Sections of express-session's README, by their names: what is linked to is there under that heading also where there is no network. */

export const README = 'https://github.com/expressjs/session#'

export const SECTIONS = [
  'cookie.path',
  'cookie.maxAge',
  'cookie.secure',
  'name',
  'secret',
  'resave',
  'rolling',
  'saveUninitialized',
  'unset',
  'req.session',
  'Session.save(callback)',
  'Session.regenerate(callback)',
  'Session.destroy(callback)',
  'store.get(sid, callback)',
  'store.touch(sid, session, callback)',
] as const
export type Section = (typeof SECTIONS)[number]

/** Where GitHub shows the section. */
export function addressOf(section: Section): string {
  return (
    README +
    section
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-')
  )
}
