import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nearMisses, sendNothingHere } from './nothing-here.js'

describe('addresses that hold nothing', () => {
  let server: Server
  let origin: string
  beforeAll(async () => {
    const app = express()
    app.use(nearMisses)
    app.use((request, response) => sendNothingHere(request, response, 'pt-BR'))
    server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  const get = (path: string, headers: Record<string, string> = {}) => fetch(origin + path, { redirect: 'manual', headers })

  test.each([
    ['/index.html', '/'],
    ['/index.htm', '/'],
    ['/INDEX.HTML', '/'],
    ['/dashboard', '/'],
    ['/dashboard/', '/'],
    ['//', '/'],
    ['/index.html?lang=pt-BR', '/?lang=pt-BR'],
    ['/lessons', '/#/lessons'],
    ['/lessons/', '/#/lessons'],
    ['/lessons/02-the-claim-ticket?lang=en', '/?lang=en#/lessons/02-the-claim-ticket'],
    ['/sandbox', '/#/sandbox'],
  ])('%s leads to %s', async (path, target) => {
    const response = await get(path)
    expect([response.status, response.headers.get('location')]).toEqual([302, target])
  })

  test.each(['/nothing', '/lessons/a/b', '//evil.example', '/index.html/x', '/assets/index.js'])('%s leads nowhere', async (path) => {
    expect((await get(path)).status).toBe(404)
  })

  test('a browser gets a page in its own language, with the way home', async () => {
    for (const [wanted, words] of [
      ['pt-BR,pt;q=0.9,en;q=0.8', 'Não há nada neste endereço'],
      ['en-US,en;q=0.9', 'There is nothing at this address'],
    ] as const) {
      const page = await (await get('/nothing', { accept: 'text/html,*/*;q=0.8', 'accept-language': wanted })).text()
      expect(page).toContain(`<html lang="${words.startsWith('There') ? 'en' : 'pt-BR'}">`)
      expect(page.match(/<h1>(.*?)<\/h1>/)?.[1]).toBe(words)
      expect(page).toContain('href="/"')
    }
  })

  test('a program gets a sentence, in the language of the sandbox when it asks for none', async () => {
    const { request } = await import('node:http')
    const text = await new Promise<string>((resolve) => {
      request(`${origin}/nothing`, async (response) => resolve((await response.toArray()).join(''))).end()
    })
    expect(text).toBe('Não há nada neste endereço. O painel está em /.\n')
  })
})
