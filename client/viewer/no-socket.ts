/** Stands for socket.io-client where no sandbox stands behind the page: a recording is shown without it. */
export function io(): never {
  throw new Error('A page that shows recordings connects to nothing.')
}
