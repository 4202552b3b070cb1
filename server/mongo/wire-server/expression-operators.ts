/** The operators of aggregation expressions, each compiled from its operand. */
import type { OperatorCompiler } from './expression.js'
import { ARRAY_OPERATORS } from './expression-arrays.js'
import { CONVERSION_OPERATORS } from './expression-conversions.js'
import { DATE_OPERATORS } from './expression-dates.js'
import { LOGIC_OPERATORS } from './expression-logic.js'
import { NUMBER_OPERATORS } from './expression-numbers.js'
import { STRING_OPERATORS } from './expression-strings.js'

export const OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  ...LOGIC_OPERATORS,
  ...NUMBER_OPERATORS,
  ...STRING_OPERATORS,
  ...ARRAY_OPERATORS,
  ...DATE_OPERATORS,
  ...CONVERSION_OPERATORS,
}
