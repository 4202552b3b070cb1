/** The words of the table in the README's other language. Measurements name their findings in English; each part of a name has its translation here. */
import type { Language } from '../protocol/language.js'

interface TableWords {
  readonly head: string
  /** How to read the table; `machines`: where it was measured. */
  readonly foot: (machines: string) => string
  readonly held: string
  readonly missed: string
  /** A title, or what was measured. */
  readonly translate: (english: string) => string
  /** A figure as the language writes it. */
  readonly figure: (text: string) => string
}

const PORTUGUESE: readonly (readonly [english: RegExp, portuguese: string])[] = [
  [/^Requests\/s with everything on ÷ the same app bare$/, 'Requisições/s com tudo ligado ÷ o mesmo app sozinho'],
  [/^Simulated users\/s ÷ autocannon with the same three requests$/, 'Usuários simulados/s ÷ autocannon com as mesmas três requisições'],
  [/^From request to dashboard, 95th percentile$/, 'Da requisição até o painel, percentil 95'],
  [/^Bytes per session as shown ÷ measured after a forced collection$/, 'Bytes por session como mostrados ÷ medidos após uma coleta forçada'],
  [/^Switching with carry over under (\d+) users$/, 'Troca de store levando as sessions, com $1 usuários'],
  [/^Start to usable page, and what the page weighs$/, 'Do início à página utilizável, e o peso da página'],
  [/^Work of the page for one animation frame, with (\d+),(\d+) users at full speed$/, 'Trabalho da página por quadro de animação, com $1.$2 usuários a toda'],
  [/^Going back in time, with (\d+),(\d+) events$/, 'Voltar no tempo, com $1.$2 eventos'],
  [/^from the click to the panes$/, 'do clique até os painéis'],
  [/^work of a frame while dragging, average$/, 'trabalho de um quadro ao arrastar, média'],
  [/^CPU time a request, /, 'tempo de CPU por requisição, '],
  [/(?<=^|, )existing session\b/, 'session existente'],
  [/(?<=^|, )new session each\b/, 'session nova a cada vez'],
  [/^memory$/, 'memória'],
  [/, memory\b/, ', memória'],
  [/\bembedded MongoDB$/, 'MongoDB embutido'],
  [/^one person clicking$/, 'uma pessoa clicando'],
  [/^with the crowd at full speed$/, 'com a multidão a toda'],
  [/^(\d+),(\d+) logins$/, '$1.$2 logins'],
  [/^(\d+),(\d+) carts of (\d+)$/, '$1.$2 carrinhos de $3'],
  [/^average(?=, )/, 'média'],
  [/^CPU time of it(?=, )/, 'tempo de CPU dele'],
  [/^99th percentile(?=, )/, 'percentil 99'],
  [/^longest(?=, )/, 'o mais longo'],
  [/^failed requests \(of (\d+)\)/, 'requisições que falharam (de $1)'],
  [/^lost writes\b/, 'escritas perdidas'],
  [/^logged-out sessions that came back\b/, 'sessions encerradas que voltaram'],
  [/^longest wait at the gate\b/, 'maior espera na troca'],
  [/^lost or came back with a naive switch \(the control\)/, 'perdidas ou de volta com uma troca ingênua (o controle)'],
  [/\b(\d+) switches\b/, '$1 trocas'],
  [/^start to usable page(?= ÷|$)/, 'do início à página utilizável'],
  [/(?<=^|÷ )start of the bare Express app$/, 'início do app Express sozinho'],
  [/^JavaScript of the page, gzipped$/, 'JavaScript da página, com gzip'],
]

export const TABLE_WORDS: Readonly<Record<Language, TableWords>> = {
  en: {
    head: '| What | Of what | Result | Bound | |',
    foot: (machines) => `Medians of interleaved rounds, with the lowest and the highest in brackets; absolute times move with the machine (${machines}).`,
    held: 'held',
    missed: '**missed**',
    translate: (english) => english,
    figure: (text) => text,
  },
  'pt-BR': {
    head: '| O quê | De quê | Resultado | Limite | |',
    foot: (machines) =>
      `Medianas de rodadas intercaladas, com a menor e a maior entre parênteses; tempos absolutos mudam com a máquina (${machines.replace(/(\d+) cores/g, '$1 núcleos')}).`,
    held: 'cumprido',
    missed: '**não cumprido**',
    translate: (english) => PORTUGUESE.reduce((text, [from, to]) => text.replace(from, to), english),
    figure: (text) => text.replaceAll('.', ','),
  },
}
