import { all, fresh, inFrontOf, instead, lessonSchema, type Recipe, tests } from './recipe.js'

const VARIANT = `/** A shop in which nobody pays. */
import type { Variant } from '../shop.js'

export const everythingFree: Variant = {
  name: 'everything-free',
  title: { en: 'everything free', 'pt-BR': 'tudo de graça' },
  about: { en: 'Nobody has to pay.', 'pt-BR': 'Ninguém precisa pagar.' },

  addRoutes(app) {
    app.get('/pay', (_req, res) => res.redirect('/'))
  },

  explained: {
    see: {
      en: 'Go to /pay with a full cart: the first page comes, and nobody asks for money.',
      'pt-BR': 'Vá a /pay com o carrinho cheio: vem a primeira página, e ninguém pede dinheiro.',
    },
    why: { en: 'The route in front leads away before the till is reached.', 'pt-BR': 'A rota da frente desvia antes de se chegar ao caixa.' },
    instead: { en: 'Have the route look into the cart first, and charge for it.', 'pt-BR': 'Faça a rota olhar o carrinho primeiro, e cobrar por ele.' },
  },
}
`

export const addVariant: Recipe = {
  heading: 'Add a variant of the shop',
  files: [
    {
      path: 'server/lesson-server/shop/variants/everything-free.ts',
      named: 'server/lesson-server/shop/variants/NAME.ts',
      write: fresh(VARIANT),
    },
    {
      path: 'server/lesson-server/shop/variants.ts',
      named: 'server/lesson-server/shop/variants.ts',
      write: all(
        inFrontOf('import { filesAfterSession } from', "import { everythingFree } from './variants/everything-free.js'\n"),
        instead('  logoutKeepsCookie,\n]', '  logoutKeepsCookie,\n  everythingFree,\n]'),
      ),
    },
    lessonSchema,
  ],
  proof: [tests('unit', 'server/lesson-server/shop/variants.test.ts', 'server/supervisor/lessons/json-schema.test.ts')],
}
