import { z } from 'zod';

type WithoutDefault<Field extends z.ZodType> = z.ZodOptional<
  Field extends z.ZodDefault<infer Inner extends z.ZodType> ? Inner : Field
>;

/** An object schema of the same fields, each of which may be left out and is then absent. */
export function withoutDefaults<Shape extends Record<string, z.ZodType>>(
  shape: Shape,
): z.ZodObject<{ [Key in keyof Shape]: WithoutDefault<Shape[Key]> }, z.core.$strict> {
  const fields = Object.entries(shape).map(([key, field]) => [
    key,
    (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field).optional(),
  ]);
  return z.strictObject(
    Object.fromEntries(fields) as { [Key in keyof Shape]: WithoutDefault<Shape[Key]> },
  );
}
