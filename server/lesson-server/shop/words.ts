/** What the shop says, in each of its languages. */
import type { Request } from 'express'
import type { Language } from '../../protocol/language.js'
import type { CartLine } from './session-data.js'

const english = {
  language: 'en' as Language,
  shop: 'The little bookshop',
  hello: 'Hello, stranger',
  helloAgain: (name: string) => `Hello, ${name}`,
  unknown: 'The shop does not know you: nothing says that you were here before.',
  hasCart: 'The shop does not know your name, but it knows your cart again.',
  known: 'The shop knows you again: your browser showed its ticket.',
  logIn: 'Log in',
  logOut: 'Log out',
  yourName: 'Your name',
  cart: 'Your cart',
  cartEmpty: 'Nothing in it yet.',
  total: 'Total',
  more: (count: number) => `and ${count} more`,
  shelf: 'On the shelf',
  add: 'Add',
  addTo: (title: string) => `Add “${title}” to the cart`,
  back: 'Back to the shop',
  mistake: 'That did not work',
  welcome: 'Good to see you. You are logged in.',
  added: (lines: readonly CartLine[]) => (lines.length === 1 ? `In your cart: ${lines[0]?.title}` : `In your cart: ${lines.length} books`),
  badName: 'A name has 1 to 40 characters, without control characters. Go back and type one.',
  unknownBook: 'The shop has no such book. Go back and take one from the shelf.',
  cartFull: 'Two hundred books are all that a cart holds. Log out to start with an empty one.',
  notFound: 'There is no such page in this shop.',
  badForm: 'The shop could not read what your browser sent. Go back and try again.',
  storeAway: 'The shop cannot look up who you are',
  storeAwayWhy: (store: string | null, reason: string) => `It keeps its sessions in a store${store === null ? '' : ` (${store})`}, and ${reason}.`,
  storeAwayNext: 'Your cookie is still good. Wait a moment, then load the page again.',
  storeSilent: 'the store did not answer in time',
  storeUnreachable: 'the store cannot be reached',
  storeFailed: 'the store reported a failure',
  defect: 'Something in the shop went wrong',
  defectAt: (file: string, line: number) => `Its own code threw an error, in ${file}, line ${line}:`,
  defectWhy: 'Its own code threw an error:',
  defectNext: 'It was not your doing. Open “The code” in the dashboard to read it.',
}

/** All that the shop can say in one language. */
export type ShopWords = typeof english

const portuguese: ShopWords = {
  language: 'pt-BR',
  shop: 'A pequena livraria',
  hello: 'Olá, desconhecido',
  helloAgain: (name) => `Olá, ${name}`,
  unknown: 'A loja não conhece você: nada diz que você já esteve aqui.',
  hasCart: 'A loja não sabe o seu nome, mas reconheceu o seu carrinho.',
  known: 'A loja reconheceu você: o navegador mostrou o seu tíquete.',
  logIn: 'Entrar',
  logOut: 'Sair',
  yourName: 'Seu nome',
  cart: 'Seu carrinho',
  cartEmpty: 'Ainda não há nada nele.',
  total: 'Total',
  more: (count) => `e mais ${count}`,
  shelf: 'Na estante',
  add: 'Levar',
  addTo: (title) => `Levar “${title}”`,
  back: 'Voltar à loja',
  mistake: 'Não deu certo',
  welcome: 'Que bom ver você. Você está logado.',
  added: (lines) => (lines.length === 1 ? `No seu carrinho: ${lines[0]?.title}` : `No seu carrinho: ${lines.length} livros`),
  badName: 'Um nome tem de 1 a 40 caracteres, sem caracteres de controle. Volte e digite um.',
  unknownBook: 'A loja não tem esse livro. Volte e escolha um da estante.',
  cartFull: 'Um carrinho leva no máximo duzentos livros. Saia para começar com um vazio.',
  notFound: 'Não há essa página nesta loja.',
  badForm: 'A loja não conseguiu ler o que o navegador enviou. Volte e tente de novo.',
  storeAway: 'A loja não consegue saber quem é você',
  storeAwayWhy: (store, reason) => `Ela guarda as sessions em um store${store === null ? '' : ` (${store})`}, e ${reason}.`,
  storeAwayNext: 'O seu cookie continua bom. Espere um momento e carregue a página de novo.',
  storeSilent: 'o store não respondeu a tempo',
  storeUnreachable: 'o store está fora de alcance',
  storeFailed: 'o store informou uma falha',
  defect: 'Algo deu errado na loja',
  defectAt: (file, line) => `O próprio código dela lançou um erro, em ${file}, linha ${line}:`,
  defectWhy: 'O próprio código dela lançou um erro:',
  defectNext: 'Não foi culpa sua. Abra “O código” no painel para ler.',
}

const WORDS: Readonly<Record<Language, ShopWords>> = { en: english, 'pt-BR': portuguese }

/** By what browsers ask for: a language as it is spoken somewhere (pt-BR), or anywhere (pt). */
const SPOKEN: Readonly<Record<string, ShopWords>> = Object.fromEntries(
  Object.entries(WORDS).flatMap(([language, words]) => [
    [language, words],
    [language.replace(/-.*/, ''), words],
  ]),
)

/** The words for whoever asks, by their Accept-Language; English when they name none that the shop speaks. */
export function wordsFor(req: Pick<Request, 'acceptsLanguages'>): ShopWords {
  const language = req.acceptsLanguages(Object.keys(SPOKEN))
  return (language && SPOKEN[language]) || english
}
