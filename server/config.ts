/** Every default and limit of the server side, with its unit in its name. The only place where a number of this kind stands. */

import { LIMITS, LOG } from './protocol/limits.js'

export { LIMITS, LOG }

const MB = 1024 * 1024

/** Settings that a person can change. Each is an option of the command line and an environment variable; see README, "Settings". */
export const SETTINGS = Object.freeze({
  dashboardPort: 4000,
  shopPort: 4100,
  host: '127.0.0.1',
  heapLimitMb: 128,
  store: 'memory',
  dataFolder: '.sessionscope',
})

/** Streaming: at once while it is quiet, in frames when it is busy. */
export const FRAMES = Object.freeze({
  /** Below this many records since the last frame, and none within busyIntervalMs before, a frame leaves at once. */
  busyIntervalMs: 50,
  maxRequests: 200,
  /** What "quiet" means: this many frames with requests may leave at once, and this many more every second. */
  atOnce: Object.freeze({ burst: 10, perSecond: 100 }),
  /** Events that one frame to a dashboard holds; where there were more, it asks for the state instead. */
  maxEvents: 500,
  /** An empty frame leaves after this long without another, so that whoever missed the last one notices. */
  heartbeatMs: 400,
  /** Frames that wait in the channel to the supervisor before new ones are held back. */
  maxUnsent: 8,
  memorySampleMs: 100,
  /** The crowd's counters leave with the next frame, which is that of a reading of the memory at the latest; after this long, they leave alone. */
  crowdAloneMs: 150,
  /** Session data of a record longer than this is left out. */
  sessionDataBytes: 64 * 1024,
  /** How many keys that changed a decision names at most, and how many characters of each. */
  changedKeys: 50,
  keyCharacters: 100,
  /** Sessions of the browsers in focus whose expiry is kept, to tell an expired one from one that never was. */
  knownExpiries: 1_000,
})

/** The store, its deadline and the switch. */
export const STORES = Object.freeze({
  /** Our own deadline for one call of a store; the driver's own default is 30 s. */
  callDeadlineMs: 3_000,
  /** All the calls of one request together get this long (each at least minCallMs), so that it ends within GATEWAY.answerWithinMs. */
  requestBudgetMs: 3_300,
  minCallMs: 150,
  probeDeadlineMs: 3_000,
  /** How long a store may take until it is open; one that knows why it cannot be opened says so earlier. */
  openDeadlineMs: 8_000,
  /** A store that does not tell by itself how it is, is asked for a session that nobody has, at this interval; an answer that takes longer counts as none. */
  pingIntervalMs: 500,
  pingTimeoutMs: 1_000,
  /** Sessions that are read or written at the same time where a store takes only one a call. */
  callsAtOnce: 25,
  /** How often a store that was out of reach at the start is tried again. */
  reopenMs: 1_000,
  copyBatch: 500,
  /** Of stored bytes, so that a batch of large sessions does not fill a small heap before anybody has looked. */
  copyBatchBytes: MB,
  /** What sessions that are carried into the lesson server's own heap leave free there: for the copying itself (a batch several times over), and for requests. */
  heapReserve: Object.freeze({ share: 0.15, minBytes: 20 * MB }),
  /** Longest that reading the memory store for display holds the event loop before it lets others run. */
  sliceMs: 3,
  /** Requests that wait while the store changes under them: for how long (well below GATEWAY.answerWithinMs, which also covers the answer itself), and how many. */
  gate: Object.freeze({
    maxWaitMs: 2_500,
    maxWaiting: 2_000,
    /** How long it stays closed after the flip, at most, until the store that was left is marked. */
    markWithinMs: 300,
  }),
  /** How long a store that was left stays open for late saves. */
  graceMs: 2_000,
  countIntervalMs: 500,
  /** What costs a store more than its count: how soon it is read again while sessions come and change, and how soon otherwise, for what others do to them. */
  readAgainMs: 1_000,
  seldomReadMs: 5_000,
})

/** What was forgotten at once can be brought back: for how long, and how much is kept for that in the lesson server's own heap. */
export const UNDO = Object.freeze({
  forMs: 10_000,
  sessions: STORES.copyBatch,
  bytes: MB / 2,
  /** A store that takes longer to read them is emptied all the same, and for good. */
  readWithinMs: 1_000,
})

export const MONGO = Object.freeze({
  database: 'shop',
  collection: 'sessions',
  localUri: 'mongodb://127.0.0.1:27017',
  localProbeMs: 600,
  serverSelectionTimeoutMs: 2_000,
  /** How long the driver's own error is waited for, and how long a port is looked at once more when that error says too little. */
  secondLookMs: 500,
  connectTimeoutMs: 2_000,
  socketTimeoutMs: 2_000,
  heartbeatMs: 500,
  pingIntervalMs: 500,
  noticeMs: 2_000,
  /** A ping of our own that takes longer counts as no answer; with pingIntervalMs it stays below noticeMs. */
  pingTimeoutMs: 1_000,
  /** This many pings in a row without an answer: a database process is frozen, and is ended and started again. */
  frozenAfterPings: 3,
  /** How long a mongod that the sandbox runs may take to start: after a crash it replays its journal first. */
  launchTimeoutMs: 10_000,
  wiredTigerCacheGb: 0.25,
  /** A MongoDB that the sandbox runs and that ends by itself is started again: after delayMs, and after slowDelayMs once it has died `deaths` times within withinMs. */
  revival: Object.freeze({ deaths: 5, withinMs: 60_000, delayMs: 100, slowDelayMs: 4_000 }),
  /** A download without a byte for this long has failed. */
  downloadStallMs: 15_000,
  /** The version that `mongo:download` brings. */
  downloadVersion: '7.0.24',
  /** As MongoDB's TTL monitor: every 60 s. */
  ttlMonitorMs: 60_000,
  /** How often sessions that are about to expire are looked at until the sweeper has taken them, and for how long after they expired. */
  sweptLookMs: 500,
  sweptWaitMs: 5 * 60_000,
  /** Without a maxAge, connect-mongodb-session lets a document expire after two weeks. */
  defaultExpiryMs: 14 * 24 * 3600 * 1000,
})

/** The contract of a store, as `npm run stores` tries it. */
export const CONTRACT = Object.freeze({
  /** How long an answer is waited for; the words of the catalogue name it. */
  patienceMs: 8_000,
  /** A process that says nothing for this long is stuck. */
  stuckMs: 60_000,
  /** From the making of a store until it is first asked, as the first visitor of an app comes after its start; and until its database goes away, when all that it does by itself is done. */
  beforeFirstMs: 250,
  beforeOutageMs: 1_000,
  /** From then until it is asked: a driver has noticed by then that its connections are gone. Whether it has would otherwise be chance, and with it what it does. */
  afterCutMs: 500,
  /** The life of a session that is to expire in a moment, and how long after that it is looked for: some stores count in whole seconds. */
  soonMs: 1_500,
  afterMs: 1_200,
  /** How often a timer in the app's process that removes what has expired passes. */
  sweepEveryMs: 1_000,
  /** How long a process is watched after an outage; and where a driver still tries, until it gives up: 30 s by default for the driver of MongoDB. */
  aftermathMs: 1_500,
  driverPatienceMs: 32_000,
})

/** The database servers of the other stores. */
export const SERVED = Object.freeze({
  /** Our own part of each: see ServedAddress. On another shop port, the port follows. */
  space: 'sessionscope',
  /** How long a server at a given address, and one on the usual port, may take to answer when it is looked for. */
  givenProbeMs: 2_000,
  localProbeMs: 1_000,
  pingIntervalMs: 500,
  /** A ping that takes longer counts as no answer; with pingIntervalMs it stays below noticeMs. */
  pingTimeoutMs: 1_000,
  noticeMs: 2_000,
  /** How long a program may take to make its data folder, and then to answer. */
  prepareTimeoutMs: 60_000,
  launchTimeoutMs: 20_000,
  /** How long an embedded server may take to start. PGlite compiles 10 MB of WebAssembly and makes a database first: 2 s on an idle laptop, ten times that on a busy one. */
  embeddedTimeoutMs: 60_000,
  /** A whole search. */
  resolveTimeoutMs: 90_000,
  /** From being told to end to SIGKILL. */
  stopTimeoutMs: 2_000,
  /** Connections of the shop to a server. */
  poolSize: 10,
  /** How long the shop waits for a connection to it. */
  connectTimeoutMs: 2_000,
})

/** The embedded server. Its limits are those that MongoDB 6 announces in `hello`, where MongoDB has one. */
export const EMBEDDED = Object.freeze({
  version: '6.0.0',
  minWireVersion: 0,
  maxWireVersion: 17,
  maxBsonBytes: 16 * MB,
  maxMessageBytes: 48_000_000,
  maxWriteBatch: 100_000,
  maxNesting: 200,
  maxConnections: 1_000,
  /** Of messages that have begun and not ended, on all connections together. */
  maxUnfinishedBytes: 256 * MB,
  /** From the first byte of a message to its last one; and from connecting to the first message. */
  messageTimeoutMs: 30_000,
  defaultBatch: 101,
  maxCursors: 5_000,
  cursorTimeoutMs: 10 * 60_000,
  /** Documents that a sort or a group may hold at a time. */
  maxSortBytes: 100 * MB,
  /** A long scan lets others in after this long. */
  sliceMs: 8,
  /** A regular expression is interrupted after this long without letting others in; a stage that needs all documents at once after the longer one, which stays well below MONGO.pingTimeoutMs. */
  regexMs: 250,
  regexStageMs: 500,
  journalBatch: 2_000,
  /** A data file is rewritten when it holds this many lines more than documents, and at least as many again. */
  compactAfterLines: 50_000,
  /** What could not be written is tried again after this long. */
  journalRetryMs: 1_000,
  /** From the last sign of progress: much data takes longer to be read. */
  startTimeoutMs: 10_000,
  stopTimeoutMs: 2_000,
})

/** Packages that are installed on demand. */
export const PACKAGES = Object.freeze({
  /** An installation that does not go on for this long has failed. */
  stallMs: 60_000,
  /** How often it is looked how far it is. */
  progressMs: 400,
})

/** The embedded Redis. Where Redis has a limit of its own, this one is not above it. */
export const EMBEDDED_REDIS = Object.freeze({
  version: '7.0.15',
  databases: 16,
  maxConnections: 1_000,
  keepAliveMs: 300_000,
  /** One key or value, and words of one command. */
  maxBulkBytes: 64 * MB,
  maxArguments: 1024 * 1024,
  /** Of requests and transactions that have begun and not ended, on all connections together. */
  maxUnfinishedBytes: 256 * MB,
  /** Requests of one connection that wait before no more are read from it. */
  maxWaitingRequests: 1_000,
  /** Answers are sent, and read, before more of a batch is done. */
  answerBatchBytes: MB,
  /** What a client that listens (MONITOR) may leave unread. */
  maxUnreadBytes: 16 * MB,
  monitorWords: 32,
  /** Of the process' heap limit, for keys and values: room is left for what comes in and goes out. */
  heapShare: 0.5,
  /** Signs that one command may compare with its pattern: at least this many, and this many more for each character that it looks at. */
  patternSteps: Object.freeze({ first: 1_000_000, perCharacter: 64 }),
  /** Long work lets others in after this long. */
  sliceMs: 8,
  /** How often the file is brought to the disk itself: as Redis' `appendfsync everysec`. */
  syncIntervalMs: 1_000,
  /** The file is written anew when it is longer by this than twice what the keys hold. */
  rewriteAfterBytes: 16 * MB,
  /** From being told to end to the end. */
  stopTimeoutMs: 1_500,
})

/** Children as state machines. */
export const CHILDREN = Object.freeze({
  /** To start again what has only been slow makes a busy machine busier, so this is far above the second that it takes. */
  startTimeoutMs: 30_000,
  /** How long a launch waits for the store that it is to begin on. */
  launchWaitsMs: 15_000,
  stopTimeoutMs: 3_000,
  /** From SIGTERM to SIGKILL. */
  killAfterMs: 2_000,
  restartDelayMs: 100,
  /** Deaths within this window after which restarts slow down. */
  crashLoop: Object.freeze({ deaths: 5, withinMs: 20_000, delayMs: 3_000 }),
  /** RSS above heap limit plus this: the watchdog ends the lesson server (Buffers are outside the heap limit). */
  rssHeadroomBytes: 768 * MB,
})

/** The lesson server's HTTP side. */
export const LESSON_SERVER = Object.freeze({
  /**
   * Name of the session cookie on the usual port; on another one, the port follows. Not express-session's default, `connect.sid`: all ports of a host
   * share their cookies, and the sandbox must not log a learner out of an app of their own.
   */
  cookieName: 'sessionscope.sid',
  /** What is to be told before a command is answered (how many sessions there are) is waited for this long: less than is left of CHILDREN's deadline when a call of the store has had its own. */
  gaugesWithinMs: 400,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  /** How often Node looks for connections that are past these two. */
  connectionsCheckMs: 1_000,
  /** While it stops: how often connections that have become idle are closed. */
  stopSweepMs: 20,
  /** What the gateway lets through (GATEWAY.maxHeaderBytes), and what it adds. */
  maxHeaderBytes: 17 * 1024,
  /** Longer than any pool in front keeps an idle connection, so that it is never closed under a request. */
  keepAliveTimeoutMs: 65_000,
})

/** Visits without cookies. */
export const VISITS = Object.freeze({
  atOnce: 4,
  /** All of them, so that the command is answered in time. */
  withinMs: 3_000,
  /** Of each answer, so much is read. */
  maxBytes: 512 * 1024,
})

/** The gateway in front of the shop. */
export const GATEWAY = Object.freeze({
  /** How long a request waits for a lesson server that is starting. */
  holdMs: 3_000,
  /** Every request is answered within this, whatever happens behind it. */
  answerWithinMs: 3_500,
  /** A stream of events (server-sent events) goes on after its headers; for this long at most. */
  streamMs: 120_000,
  maxHeaderBytes: LIMITS.headerBytes,
  /** Of a page that passes to a real browser: what is read of it, to say what stood on it. */
  watchedPageBytes: 64 * 1024,
  /** Of the cookie that keeps a browser with one of two lesson servers; the shop's port follows, since all ports of a host share their cookies. */
  stickyCookieName: 'sessionscope.server',
  /** Sessions of which it is remembered which of two lesson servers served them last. */
  homesKept: 50_000,
  /** From the first byte of a request to its last one. */
  requestTimeoutMs: 30_000,
  /** Its cache, where somebody asks for one. */
  cache: Object.freeze({ pages: 100, pageBytes: 256 * 1024 }),
  /** The HTTPS address, where somebody asks for one: its port is looked for so far above the other one, 4100 and 4443. */
  httpsPortAbove: 343,
  lastPort: 65_000,
  certificate: Object.freeze({
    lifeMs: 30 * 24 * 3600 * 1000,
    renewBeforeMs: 3600 * 1000,
    /** Two keys take a tenth of a second, and many times that on a busy machine: whoever asked is answered in time all the same. */
    makeWithinMs: 3_000,
    /** How often it is looked whether its time is over. */
    lookMs: 60_000,
    /** What the clock of this machine may say: this was written after the first, and X.509 has no years of five digits. */
    earliest: Date.UTC(2025, 0, 1),
    latest: Date.UTC(9999, 0, 1),
  }),
})

/** The dashboard's HTTP side. */
export const DASHBOARD = Object.freeze({
  /** It reads no cookie, but is sent those of every app on this host: browsers keep 180 cookies of 4,096 bytes for one (RFC 6265bis, section 5.7, asks for 50). */
  maxHeaderBytes: MB,
})

/** The page. */
export const PAGE = Object.freeze({
  /** JavaScript that is fetched before anything is opened, gzipped, the words of one language among it: at most. */
  firstLoadBytes: 200_000,
  /** The same of the page that shows recordings, with what it takes to show one. */
  viewerFirstLoadBytes: 195_000,
})

/** The simulated users. */
export const CROWD = Object.freeze({
  /** Connections to the lesson server, and requests under way on each (HTTP pipelining). */
  connections: 4,
  pipelining: 8,
  /** Users under way at the same time when the crowd comes at a given pace; whoever would be one more waits outside. */
  pacedUsersAtOnce: 256,
  /** How far behind its schedule a paced crowd may fall before the schedule moves: lateness is never made up in a burst longer than this. */
  maxLatenessMs: 1_000,
  requestTimeoutMs: 5_000,
  /** No connection for this long: the server went away. Until then, one user at a time tries, this often. */
  goneAfterMs: 300,
  knockIntervalMs: 50,
  /** Kinds of failure that are told apart, and how many of them are told. */
  errorKindsKept: 50,
  errorKindsShown: 5,
  reasonLength: 160,
})

/** The same small crowd on each store. */
export const COMPARISON = Object.freeze({
  visitors: 300,
  /** Visitors that come before anything is timed, so that code is compiled and connections are open. */
  warmUp: 60,
  /** Visitors at the same time. */
  atOnce: 8,
  /** What each of them does after the log in: another page, and a book into the cart. */
  returns: 2,
  /** Books that each begins with, so that a session is larger than what cannot be measured. */
  books: 10,
  /** Sessions that another process is asked for. */
  sample: 20,
  /** One store, with whatever has to be started for it, and what is done with it after that. */
  readyMs: 90_000,
  storeMs: 45_000,
  /** Removing what was written, also after a failure. */
  tidyMs: 30_000,
  heapLimitMb: 256,
  progressMs: 100,
})

/** The same acts on several servers. */
export const SIDE_BY_SIDE = Object.freeze({
  heapLimitMb: 96,
  /** What a side may take of the machine's memory: as many run at once as there is room for. */
  sideBytes: 160 * MB,
  /** What a store needs may have to be started first. */
  readyMs: 90_000,
  /** How long one answer is waited for: longer than any call of a store takes. */
  answerMs: 8_000,
  /** What a lesson server tells of a request comes with its next frame, and what the store holds then when it was read. */
  recordMs: 6_000,
  documentMs: 3_000,
  /** A redirect is followed when this much of its body could have come (as a virtual browser does). */
  followAfterMs: 150,
  pageBytes: 256 * 1024,
  /** Removing what was written, also after a failure. */
  tidyMs: 30_000,
  /** From the start of its process until it listens. As many begin at the same time as the machine has cores. */
  startMs: 45_000,
})

/** Guided lessons. */
export const LESSONS = Object.freeze({
  /** Rows of one step that its check looks at, newest first. */
  rowsPerStep: 2_000,
  /** The shortest time between two judgements of a check while things stream in. */
  judgeIntervalMs: 100,
  /** Between two acts of "show me", so that eyes can follow. */
  showPauseMs: 1_200,
  /** How long a shown solution may take to be seen by the check. */
  settleMs: 10_000,
  /** How long the set-up of a lesson waits for a lesson server that is starting. */
  serverWaitMs: 5_000,
  /** Problems of broken lessons that the terminal tells at the start. */
  problemsTold: 5,
})
