import type { z } from 'zod';

/**
 * The shape of a schema that has exactly the fields of a type. A type of `src/core`, which is free of
 * zod, and its schema cannot drift apart: a missing, superfluous or wrong field does not compile.
 */
export type ShapeOf<Value> = {
  readonly [Field in keyof Required<Value>]: z.ZodType<Value[Field]>;
};
