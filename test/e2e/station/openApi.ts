/** The parts of a JSON schema that the interface's own schemas use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly minLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** One route of the document. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  /** Schema of the JSON body that the document describes. */
  readonly body: JsonSchema | null;
  /** Responses by status, with the schema of their JSON. */
  readonly responses: Readonly<Record<string, JsonSchema | null>>;
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Record<
        string,
        {
          parameters?: Operation['parameters'];
          requestBody?: { content: Record<string, { schema?: JsonSchema }> };
          responses: Record<string, { content?: Record<string, { schema?: JsonSchema }> }>;
        }
      >
    >
  >;
}

/** Every operation of an OpenAPI document. */
export function operationsOf(document: unknown): Operation[] {
  return Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema ?? null,
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, { content }]) => [
          status,
          content?.['application/json']?.schema ?? null,
        ]),
      ),
    })),
  );
}

/** A small value that a schema allows; objects have only their required keys. */
export function sampleOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf[0]);
  switch (typeOf(schema)) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sampleOf(schema.properties?.[key] ?? {})]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}));
    case 'integer':
      return schema.minimum ?? 1;
    case 'number':
      return schema.exclusiveMaximum === 1 ? 0.05 : (schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return schema.format === 'date-time' ? '2024-01-02T03:04:05Z' : 'sample';
  }
}

/** A value that a schema does not allow, or undefined if it allows all strings. */
export function wrongValueOf(schema: JsonSchema): unknown {
  if (schema.anyOf !== undefined) return { wrong: true };
  if (schema.enum !== undefined) return 'no such choice';
  switch (typeOf(schema)) {
    case 'object':
    case 'array':
    case 'integer':
    case 'number':
    case 'boolean':
      return 'wrong';
    case 'string':
      return { wrong: true };
    default:
      return undefined;
  }
}

/** A part of an address that a schema does not allow, or undefined if it allows all. */
export function wrongTextOf(schema: JsonSchema): string | undefined {
  const type = typeOf(schema);
  if (schema.enum !== undefined || schema.pattern !== undefined) return 'NOT-valid';
  if (schema.format === 'date-time') return 'yesterday';
  if (type === 'integer' || type === 'number') return '-1.5';
  return undefined;
}

function typeOf({ type }: JsonSchema): string | undefined {
  return typeof type === 'object' ? type[0] : type;
}
