/** Bytes of one. In a file of its own, since the page needs it before it needs the charts. */
export const MB = 1024 * 1024
