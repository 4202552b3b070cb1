/** The schema of the session options, made from their table. */
import { z } from 'zod'
import { LIMITS } from '../config.js'
import { OPTION_NAMES, type OptionName, type OptionValues, SESSION_OPTIONS, type SessionOptions } from './session-options.js'

type Shape = { readonly [Name in OptionName]: z.ZodType<SessionOptions[Name]> }

const shape = Object.fromEntries(OPTION_NAMES.map((name) => [name, schemaOf(SESSION_OPTIONS[name].values).describe(descriptionOf(name))])) as Shape

/** Any of the options, each with a new value: what a change asks for. */
export const sessionOptionsPatch = z.strictObject(shape).partial()

function descriptionOf(name: OptionName): string {
  const { values, code } = SESSION_OPTIONS[name]
  return values.kind === 'duration' ? `${code} in ms; null: not set` : code
}

function schemaOf(values: OptionValues): z.ZodType {
  switch (values.kind) {
    case 'choice':
      return z.literal([...values.of])
    case 'duration':
      return z.number().int().min(values.min).max(values.max).nullable()
    case 'text': {
      const text = z
        .string()
        .max(LIMITS.optionCharacters)
        .regex(new RegExp(`^(?:${values.pattern})$`))
      return values.optional ? text.nullable() : text
    }
  }
}
