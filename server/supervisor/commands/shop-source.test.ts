import { expect, test } from 'vitest'
import { asWritten } from './shop-source.js'

test('what the compiler makes of a source is laid out as the source is', () => {
  const source = `import express, { type Express } from 'express'
import type { Book } from './book.js'

export const shop: Shop = {
  addRoutes(app: Express) {
    app.locals.cart = [] // one for all

    app.get('/', (req, res) => {
      if (req.session.flash) delete req.session.flash
      res.send('for (;;) {}')
    })
  },
}
`
  const built = `import express, {} from 'express';
export const shop = {
    addRoutes(app) {
        app.locals.cart = []; // one for all
        app.get('/', (req, res) => {
            if (req.session.flash)
                delete req.session.flash;
            res.send('for (;;) {}');
        });
    },
};
//# sourceMappingURL=shop.js.map`
  expect(asWritten(built, source)).toBe(`import express from 'express'

export const shop = {
  addRoutes(app) {
    app.locals.cart = [] // one for all

    app.get('/', (req, res) => {
      if (req.session.flash)
        delete req.session.flash
      res.send('for (;;) {}')
    })
  },
}`)
})
