import type { Curriculum, Lesson, LessonStep, LessonTask, OpenLesson } from '../../server/protocol/lessons.js'
import { localized } from '../../server/test/support/localized.js'

function step(id: string, title: string, task: LessonTask, point: LessonStep['point'] = null): LessonStep {
  return {
    id,
    title: localized(title, `${title} (pt)`),
    bodyHtml: localized(`<p>Body of ${id}, with a <a href="#/glossary/cookie" class="term" data-term="cookie">cookie</a>.</p>`, `<p>Texto de ${id}.</p>`),
    doneHtml: localized(`<p>Seen in ${id}.</p>`, `<p>Visto em ${id}.</p>`),
    point,
    watch: [],
    hintsHtml: [
      localized('<p>First hint</p>', '<p>Dica um</p>'),
      localized('<p>Second hint</p>', '<p>Dica dois</p>'),
      localized('<p>Third hint</p>', '<p>Dica três</p>'),
    ],
    crowd: null,
    solution: ['browser:visit'],
    task,
  }
}

/** A lesson with one step of each kind of task. */
export const fixtureLesson: Lesson = {
  id: '02-the-claim-ticket',
  number: 2,
  minutes: 6,
  title: localized('The claim ticket', 'O tíquete'),
  question: localized('A question?', 'Uma pergunta?'),
  aha: localized('The browser holds an <em>id</em>.', 'O navegador guarda um <em>id</em>.'),
  introHtml: localized('<p>At a theatre …</p>', '<p>No teatro …</p>'),
  closingHtml: localized('<p>You use <code>req.session</code>.</p>', '<p>Você usa <code>req.session</code>.</p>'),
  controls: ['shop'],
  stores: ['memory'],
  heapLimitMb: 128,
  steps: [
    step('visit', 'Open the shop', { kind: 'do' }, 'shop'),
    step('guess', 'Before you look', {
      kind: 'predict',
      choices: [
        { id: 'yes', text: localized('Yes', 'Sim'), replyHtml: localized('A natural guess.', 'Um palpite natural.') },
        { id: 'no', text: localized('No', 'Não'), replyHtml: localized('So it is.', 'Isso mesmo.') },
      ],
    }),
    step('sort', 'Sort them', {
      kind: 'sort',
      right: 'cart:session,theme:cookie',
      bins: [
        { id: 'cookie', title: localized('a cookie', 'um cookie') },
        { id: 'session', title: localized('the session', 'a session') },
      ],
      cards: [
        { id: 'theme', text: localized('The theme', 'O tema'), whyHtml: localized('No secret.', 'Nada secreto.') },
        { id: 'cart', text: localized('The cart', 'O carrinho'), whyHtml: localized('One visitor’s own.', 'De um visitante só.') },
      ],
    }),
    step('assemble', 'Assemble', {
      kind: 'assemble',
      right: 'store,use',
      lines: [
        { id: 'use', code: 'app.use(session({ store }))' },
        { id: 'store', code: 'const store = new Store()' },
      ],
    }),
  ],
}

export const fixtureCurriculum: Curriculum = {
  lessons: [
    { ...fixtureLesson, id: '01-http-forgets', number: 1, title: localized('HTTP forgets', 'O HTTP esquece') },
    fixtureLesson,
    { ...fixtureLesson, id: '03-sealed-not-secret', number: 3, title: localized('Sealed, not secret', 'Lacrado, não secreto') },
  ],
  broken: [{ folder: '04-broken', problems: [{ file: '04-broken/lesson.yml', line: 7, message: 'minutes: expected number' }] }],
  quiz: [
    {
      id: 'where',
      lesson: '02-the-claim-ticket',
      step: 'visit',
      question: localized('Where is it?', 'Onde fica?'),
      choices: [
        { id: 'cookie', text: localized('In the cookie', 'No cookie') },
        { id: 'store', text: localized('In the store', 'No store') },
      ],
      right: 'store',
      why: localized('The cookie holds an id.', 'O cookie guarda um id.'),
    },
  ],
  glossary: [{ id: 'cookie', term: localized('cookie', 'cookie'), definition: localized('A small named value.', 'Um pequeno valor com nome.') }],
}

/** The fixture's lesson, open at a step. */
export function openAt(stepIndex: number, over: Partial<OpenLesson> = {}): OpenLesson {
  return {
    lesson: fixtureLesson.id,
    step: stepIndex,
    stepSince: 0,
    verdict:
      stepIndex < fixtureLesson.steps.length
        ? {
            passed: false,
            expected: [{ code: 'request', params: { request: { method: 'GET', path: '/' }, times: 1 }, message: 'a request GET /' }],
            observed: [{ code: 'no-request-yet', params: {}, message: 'no request yet since this step began' }],
            lines: [
              {
                state: 'open',
                wanted: { code: 'request', params: { request: { method: 'GET', path: '/' }, times: 1 }, message: 'a request GET /' },
                seen: null,
                dueAt: null,
              },
            ],
          }
        : null,
    answers: {},
    hints: {},
    wrong: [],
    showing: null,
    shown: null,
    readySince: 0,
    settingUp: false,
    ...over,
  }
}
