/** What the commands of whoever works on Sessionscope say: `npm run bench`, and those that write a file (`lessons:schema`, `stores:docs`). */
import type { Language } from '../protocol/language.js'

const en = {
  written: (path: string) => `Written: ${path}`,
  bench: {
    help: (measurements: string, stores: string) => `npm run bench -- [options]

  --only NAME       one measurement (may be given again): ${measurements}
  --store KIND      where a measurement goes through all stores, one of them; the figures of the others stay (may be given again):
                    ${stores}
  --rounds N        rounds of each measurement (default 5; 3 with --quick)
  --quick           short runs, nothing is written
  --report-only     exit 0 even when a bound is missed
  --language LANG   "en" or "pt-BR"
  --help

Writes server/bench/results.json and server/bench/RESULTS.md, and quotes the table in the READMEs. Set MONGOD_BINARY to measure a real MongoDB as well.`,
    unknownOption: (text: string) => `${text}\n"npm run bench -- --help" lists what there is.`,
    unknownMeasurement: (name: string, known: string) => `There is no measurement "${name}". Choose one of: ${known}.`,
    unknownStore: (name: string, known: string) => `There is no store "${name}". Choose one of: ${known}.`,
    rounds: (given: string) => `--rounds must be a whole number from 1 to 100, not "${given}".`,
    written: (readmes: string) => `Written to server/bench/results.json and server/bench/RESULTS.md, and quoted in ${readmes}.`,
    missed: (count: number) => `${count} missed:`,
    stopping: 'Stopping …',
    stopped: (reason: string) => `The benchmark stopped: ${reason}`,
  },
}

export type ScriptWords = typeof en

const ptBR: ScriptWords = {
  written: (path) => `Gravado: ${path}`,
  bench: {
    help: (medidas, stores) => `npm run bench -- [opções]

  --only NOME       uma das medidas (pode ser dado de novo): ${medidas}
  --store TIPO      onde uma medida passa por todos os stores, um deles; os números dos outros ficam (pode ser dado de novo):
                    ${stores}
  --rounds N        rodadas de cada medida (padrão 5; 3 com --quick)
  --quick           rodadas curtas, nada é gravado
  --report-only     termina com 0 mesmo quando um limite não é cumprido
  --language LANG   "en" ou "pt-BR"
  --help

Grava server/bench/results.json e server/bench/RESULTS.md, e cita a tabela nos READMEs. Defina MONGOD_BINARY para medir também um MongoDB de verdade.`,
    unknownOption: (texto) => `${texto}\n"npm run bench -- --help" mostra o que existe.`,
    unknownMeasurement: (nome, conhecidas) => `Não existe a medida "${nome}". Escolha uma destas: ${conhecidas}.`,
    unknownStore: (nome, conhecidos) => `Não existe o store "${nome}". Escolha um destes: ${conhecidos}.`,
    rounds: (dado) => `--rounds precisa ser um número inteiro de 1 a 100, não "${dado}".`,
    written: (readmes) => `Gravado em server/bench/results.json e server/bench/RESULTS.md, e citado em ${readmes}.`,
    missed: (quantos) => `${quantos} ${quantos === 1 ? 'não cumprido' : 'não cumpridos'}:`,
    stopping: 'Encerrando …',
    stopped: (motivo) => `O benchmark parou: ${motivo}`,
  },
}

export const SCRIPT_WORDS: Readonly<Record<Language, ScriptWords>> = { en, 'pt-BR': ptBR }
