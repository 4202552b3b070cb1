/** What the page of another site says (supervisor/other-site/). Here `shop` and `here` are addresses. */
import type { Language } from '../protocol/language.js'

export interface OtherSiteWords {
  readonly title: string
  readonly lead: (here: string, shop: string) => string
  readonly watch: string
  readonly link: { readonly title: string; readonly text: string; readonly button: string }
  readonly form: { readonly title: string; readonly text: string; readonly cart: string; readonly logOut: string }
  readonly fetch: {
    readonly title: string
    readonly text: string
    readonly preflight: string
    readonly read: string
    readonly unread: string
    readonly waiting: string
  }
  readonly frame: { readonly title: string; readonly text: string; readonly button: string; readonly label: string; readonly shown: string }
}

export const OTHER_SITE_WORDS: Readonly<Record<Language, OtherSiteWords>> = {
  en: {
    title: 'Another site',
    lead: (here, shop) =>
      `This page is at ${here}, and the shop is at ${shop}. To a browser these are two sites, so nothing that is the shop’s belongs to this page.`,
    watch: 'Watch the requests in the dashboard while you press: each says which cookies went along, which stayed at home, and who decided that.',
    link: {
      title: 'Lead you there',
      text: 'A link changes the page in the tab. Cookies with SameSite=Lax go along, and those with Strict do not.',
      button: 'Go to the shop',
    },
    form: {
      title: 'Send a form in your name',
      text: 'The form stands here and is sent there. If your cookie goes along, the shop takes it for your own click: that is cross-site request forgery, or CSRF.',
      cart: 'Put a book into your cart',
      logOut: 'Log you out',
    },
    fetch: {
      title: 'Ask from a script',
      text: 'Without credentials no cookie goes along at all. With them it goes by SameSite and by what the browser does with third-party cookies. And unless the shop allows it (CORS), this page may not read the answer, whatever the shop has done by then.',
      preflight:
        'A header of one’s own is more than a form could send, so the browser asks first whether it may (OPTIONS, a preflight). Unless that is allowed, the request itself is never sent.',
      read: 'This page could read the answer:',
      unread: 'The browser did not let this page read the answer. Look at the requests in the dashboard: most often the shop was asked all the same.',
      waiting: 'On its way …',
    },
    frame: {
      title: 'Show the shop inside of this page',
      text: 'A page in a frame is asked for with even fewer cookies, and the shop may forbid it altogether (frame-ancestors).',
      button: 'Show it in a frame',
      label: 'The shop, in a frame of another site',
      shown: 'What the frame shows is between the browser and the shop: this page cannot look into it.',
    },
  },
  'pt-BR': {
    title: 'Outro site',
    lead: (here, shop) =>
      `Esta página está em ${here}, e a loja está em ${shop}. Para o navegador são dois sites, então nada do que é da loja pertence a esta página.`,
    watch: 'Olhe as requisições no painel enquanto clica: cada uma diz quais cookies foram junto, quais ficaram em casa e quem decidiu isso.',
    link: {
      title: 'Levar você até lá',
      text: 'Um link troca a página da aba. Os cookies com SameSite=Lax vão junto; os com Strict, não.',
      button: 'Ir para a loja',
    },
    form: {
      title: 'Enviar um formulário em seu nome',
      text: 'O formulário está aqui e é enviado para lá. Se o seu cookie for junto, a loja acha que o clique foi seu: isso é cross-site request forgery, ou CSRF.',
      cart: 'Pôr um livro no seu carrinho',
      logOut: 'Fazer logout por você',
    },
    fetch: {
      title: 'Pedir por um script',
      text: 'Sem credentials nenhum cookie vai junto. Com elas, depende do SameSite e do que o navegador faz com cookies de terceiros. E, se a loja não permitir (CORS), esta página não pode ler a resposta, não importa o que a loja já tenha feito.',
      preflight:
        'Um header próprio é mais do que um formulário manda, então o navegador pergunta antes se pode (OPTIONS, um preflight). Sem permissão, a requisição em si nem é enviada.',
      read: 'Esta página conseguiu ler a resposta:',
      unread: 'O navegador não deixou esta página ler a resposta. Olhe as requisições no painel: quase sempre a loja recebeu o pedido mesmo assim.',
      waiting: 'A caminho …',
    },
    frame: {
      title: 'Mostrar a loja dentro desta página',
      text: 'Uma página num frame é pedida com menos cookies ainda, e a loja pode proibir isso de vez (frame-ancestors).',
      button: 'Mostrar num frame',
      label: 'A loja, num frame de outro site',
      shown: 'O que o frame mostra fica entre o navegador e a loja: esta página não consegue olhar lá dentro.',
    },
  },
}
