import { z } from 'zod';
import { valueText } from '../errors/index.ts';

/** How a message writes the names and values of a configuration. */
export interface Wording {
  /** A key as the user writes it. */
  readonly key: (path: string) => string;
  /** A value as the user writes it. */
  readonly value: (value: unknown) => string;
  /** An object with these keys. */
  readonly object: (keys: readonly string[]) => string;
  /** A list of such items. */
  readonly list: (items: string) => string;
}

/** The wording of the library and of files in JSON. */
export const jsonWording: Wording = {
  key: (path) => `"${path}"`,
  value: valueText,
  object: (keys) => `{${keys.join(', ')}}`,
  list: (items) => `a list of ${items}`,
};

type JsonSchema = z.core.JSONSchema._JSONSchema;

/**
 * What a schema admits at a path, in words: "a number above 0 and below 1, such as 0.01".
 *
 * @returns undefined if it cannot be said in a few words.
 */
export function expectedText(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  wording: Wording,
): string | undefined {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const field = path.reduce<JsonSchema | undefined>(partOf, whole);
  if (field === undefined || typeof field === 'boolean') return undefined;
  const text = textOf(field, wording);
  const { default: usual } = field;
  // A share and a size are written in a way that an example shows best.
  const shows = typeof usual === 'number' ? !Number.isInteger(usual) : isRecord(usual);
  return text === undefined || !shows ? text : `${text}, such as ${wording.value(usual)}`;
}

/** The schema of a property or an item; undefined where several alternatives could be meant. */
function partOf(schema: JsonSchema | undefined, key: PropertyKey): JsonSchema | undefined {
  if (schema === undefined || typeof schema === 'boolean') return undefined;
  const { properties, prefixItems, items, anyOf } = schema;
  if (typeof key === 'string' && properties !== undefined) return properties[key];
  const item = prefixItems ?? items;
  if (typeof key === 'number' && item !== undefined) return Array.isArray(item) ? item[key] : item;
  const parts = (anyOf ?? []).map((one) => partOf(one, key)).filter((one) => one !== undefined);
  return parts.length === 1 ? parts[0] : undefined;
}

function textOf(schema: JsonSchema, wording: Wording): string | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (schema.anyOf !== undefined) {
    const parts = alternatives(schema).map((one) => textOf(one, wording));
    return parts.every((part) => part !== undefined) ? either(parts) : undefined;
  }
  if (schema.const !== undefined) return wording.value(schema.const);
  if (schema.enum !== undefined) return either(schema.enum.map(wording.value));
  if (schema.type === 'integer') return `a whole number${bounds(schema)}`;
  if (schema.type === 'number') return `a number${bounds(schema)}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'null') return wording.value(null);
  if (schema.type === 'string' && schema.format === undefined && schema.pattern === undefined)
    return (schema.minLength ?? 0) > 1 ? `text of at least ${schema.minLength} characters` : 'text';
  if (schema.type === 'object') return wording.object(Object.keys(schema.properties ?? {}));
  if (schema.type !== 'array' || schema.prefixItems !== undefined) return undefined;
  const items = Array.isArray(schema.items) ? undefined : schema.items;
  const item = items === undefined ? undefined : textOf(items, wording);
  return item === undefined ? undefined : wording.list(item);
}

/** The schemas one of which must hold; those of an alternative stand in its place. */
function alternatives(schema: JsonSchema): JsonSchema[] {
  if (typeof schema === 'boolean' || schema.anyOf === undefined) return [schema];
  return schema.anyOf.flatMap(alternatives);
}

/** " from 16 to 16384", " above 0 and below 1"; empty if every number is admitted. */
function bounds(schema: Exclude<JsonSchema, boolean>): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  // The bounds of whole numbers that are exact are no bounds that a user meets.
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  const texts = [
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(least === undefined ? [] : [`of at least ${least}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ];
  return texts.length === 0 ? '' : ` ${texts.join(' and ')}`;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function either(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}
