/** The server's limits that the page needs. */
export { LIMITS } from '../../server/protocol/limits.js'
