/** Writes the protocol's types down as data (protocol/recording/shape.ts), by the compiler that checks them. */
import { join } from 'node:path'
// The compiler's API as version 6 has it: that of version 7 is not stable yet.
import ts from 'typescript-api'
import { projectRoot } from '../../paths.js'
import type { Shape, Shapes } from '../../protocol/recording/shape.js'

/**
 * @param file of the protocol, from the checkout's root
 * @param names of types that it exports
 * @returns these types, and all that they are made of and that has a name
 * @throws Error where a type says something that JSON cannot
 */
export function shapesOf(file: string, names: readonly string[]): Shapes {
  const path = join(projectRoot, file)
  const config = ts.getParsedCommandLineOfConfigFile(
    join(projectRoot, 'server/tsconfig.json'),
    { noEmit: true, incremental: false },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => {},
    },
  )
  if (config === undefined) throw new Error('server/tsconfig.json cannot be read')
  const program = ts.createProgram([path], config.options)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(path)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${file} is no module of the project`)
  const exported = checker.getExportsOfModule(module)
  const shapes: Record<string, Shape> = {}
  const named = new Map<ts.Type, string>()

  for (const name of names) {
    const symbol = exported.find((one) => one.name === name)
    if (!symbol) throw new Error(`${file} exports no ${name}`)
    shapeOf(checker.getDeclaredTypeOfSymbol(symbol), name)
  }
  return Object.fromEntries(Object.entries(shapes).toSorted(([a], [b]) => (a < b ? -1 : 1)))

  function shapeOf(type: ts.Type, where: string): Shape {
    const name = nameOf(type)
    if (name === null) return spelled(type, where)
    const known = named.get(type)
    if (known === undefined) {
      if (name in shapes) throw new Error(`Two types are called ${name}`)
      named.set(type, name)
      shapes[name] = 'json'
      shapes[name] = spelled(type, name)
    }
    return { ref: name }
  }

  /** Of what is made of objects, and no instance of a generic. */
  function nameOf(type: ts.Type): string | null {
    const isMadeOfObjects = type.isUnion() ? type.types.every(isObject) : isObject(type)
    if (!isMadeOfObjects || checker.isArrayType(type) || checker.isTupleType(type)) return null
    if (type.aliasSymbol) return type.aliasTypeArguments?.length ? null : type.aliasSymbol.name
    const isInterface = (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Interface) !== 0
    return isInterface && (type as ts.InterfaceType).typeParameters === undefined ? type.symbol.name : null
  }

  function isObject(type: ts.Type): boolean {
    return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0
  }

  function spelled(type: ts.Type, where: string): Shape {
    if (type.isUnion()) return unionOf(type.types, where)
    if (type.isStringLiteral() || type.isNumberLiteral()) return { literals: [type.value] }
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { literals: [checker.typeToString(type) === 'true'] }
    if (type.flags & ts.TypeFlags.Null) return { literals: [null] }
    if (type.flags & ts.TypeFlags.String) return 'string'
    if (type.flags & ts.TypeFlags.Number) return 'number'
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean'
    if (type.flags & ts.TypeFlags.Unknown) return 'json'
    if (type.flags & ts.TypeFlags.TemplateLiteral) return { prefix: (type as ts.TemplateLiteralType).texts[0] ?? '' }
    if (checker.isTupleType(type)) {
      const elements = checker.getTypeArguments(type as ts.TypeReference)
      const [first] = elements
      if (!first || elements.some((one) => one !== first)) return { array: unionOf(elements, `${where}[]`), least: elements.length }
      return { array: shapeOf(first, `${where}[]`), least: (type as ts.TupleTypeReference).target.minLength }
    }
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference)
      if (!element) throw new Error(`${where}: an array of nothing`)
      return { array: shapeOf(element, `${where}[]`) }
    }
    if (isObject(type)) return objectOf(type, where)
    throw new Error(`${where}: JSON cannot say ${checker.typeToString(type)}`)
  }

  function objectOf(type: ts.Type, where: string): Shape {
    const properties = checker.getPropertiesOfType(type)
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String)
    if (index && properties.length === 0) return { map: shapeOf(index, `${where}{}`) }
    const object: Record<string, Shape> = {}
    for (const property of properties) {
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0
      const of = checker.getTypeOfSymbol(property)
      object[isOptional ? `${property.name}?` : property.name] = shapeOf(
        isOptional ? checker.getNonNullableType(withNull(of)) : of,
        `${where}.${property.name}`,
      )
    }
    return { object }
  }

  /** Optional ones are so by being left out, so nothing else is taken away from their type. */
  function withNull(type: ts.Type): ts.Type {
    if (type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Null))
      throw new Error(`An optional ${checker.typeToString(type)} that may be null`)
    return type
  }

  function unionOf(types: readonly ts.Type[], where: string): Shape {
    const there = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined))
    const literals = there.flatMap((one) => {
      const shape = isObject(one) ? null : spelled(one, where)
      return typeof shape === 'object' && shape !== null && 'literals' in shape ? shape.literals : []
    })
    const isLiteral = (one: ts.Type) => {
      const shape = isObject(one) ? null : spelled(one, where)
      return typeof shape === 'object' && shape !== null && 'literals' in shape
    }
    const others = there.filter((one) => !isLiteral(one))
    const objects = others.filter((one) => isObject(one) && !checker.isArrayType(one) && !checker.isTupleType(one))
    const rest = others.filter((one) => !objects.includes(one))
    const shapes: Shape[] = []
    if (literals.length === 2 && literals.includes(true) && literals.includes(false)) shapes.push('boolean')
    else if (literals.length > 0) shapes.push({ literals: literals.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) })
    shapes.push(...rest.map((one) => shapeOf(one, where)))
    if (objects.length === 1 && objects[0]) shapes.push(shapeOf(objects[0], where))
    else if (objects.length > 1) shapes.push(casesOf(objects, where))
    return shapes.length === 1 && shapes[0] ? shapes[0] : { union: shapes }
  }

  function casesOf(objects: readonly ts.Type[], where: string): Shape {
    const by = ['kind', 'code', 'outcome', 'status', 'option', 'of'].find((key) => {
      const all = objects.map((one) => literalsAt(one, key))
      return all.every((literals) => literals.length > 0) && new Set(all.flat()).size > 1
    })
    if (by === undefined) return { union: objects.map((one) => shapeOf(one, where)) }
    const values = [...new Set(objects.flatMap((one) => literalsAt(one, by)))].toSorted()
    const shapes = values.map((value) => {
      const ofIt = objects.filter((one) => literalsAt(one, by).includes(value)).map((one) => shapeOf(one, `${where}[${value}]`))
      return [value, ofIt.length === 1 && ofIt[0] ? ofIt[0] : { union: ofIt }] as const
    })
    return { by, cases: Object.fromEntries(shapes) }
  }

  function literalsAt(type: ts.Type, key: string): readonly string[] {
    const property = checker.getPropertyOfType(type, key)
    const of = property && checker.getTypeOfSymbol(property)
    const types = of?.isUnion() ? of.types : of ? [of] : []
    return types.every((one) => one.isStringLiteral()) ? types.map((one) => (one as ts.StringLiteralType).value) : []
  }
}
