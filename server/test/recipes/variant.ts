import { all, fresh, inFrontOf, instead, lessonSchema, type Recipe, tests } from './recipe.js'

const VARIANT = `/** A shop in which nobody pays. */
import type { Shop } from '../shop.js'

export const everythingFree: Shop = {
  name: 'everything-free',
  title: { en: 'everything free', 'pt-BR': 'tudo de graça' },
  about: { en: 'Nobody has to pay.', 'pt-BR': 'Ninguém precisa pagar.' },

  addRoutes(app) {
    app.get('/pay', (_req, res) => res.redirect('/'))
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
        inFrontOf('import { loginKeepsId } from', "import { everythingFree } from './variants/everything-free.js'\n"),
        instead('logoutKeepsCookie]', 'logoutKeepsCookie, everythingFree]'),
      ),
    },
    lessonSchema,
  ],
  proof: [tests('unit', 'server/lesson-server/shop/variants.test.ts', 'server/supervisor/lessons/json-schema.test.ts')],
}
