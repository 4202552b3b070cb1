/** Files that are the same for everybody. An app of your own has them in a folder: `express.static('public')`. */
import { type RequestHandler, Router } from 'express'
import { shopStyle } from './style.js'

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#8c2f1b"/><path d="M8 8h7a3 3 0 0 1 3 3v14a3 3 0 0 0-3-2H8zM26 8h-5a3 3 0 0 0-3 3v14a3 3 0 0 1 3-2h5z" fill="#fff7ea"/></svg>`

/** Asked for anew with each page, so that each request for them is seen. */
const send =
  (type: string, content: string): RequestHandler =>
  (_req, res) => {
    res.set('Cache-Control', 'no-store').type(type).send(content)
  }

export const publicFiles = Router()
publicFiles.get('/icon.svg', send('svg', icon))
publicFiles.get('/style.css', send('css', shopStyle))
