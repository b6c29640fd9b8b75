import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectedText, jsonWording } from './expectedText.ts';

describe('what a schema admits', () => {
  const schema = z.strictObject({
    share: z.number().gt(0).lt(1).default(0.01),
    upTo: z.number().gt(0).max(1),
    count: z.int().min(1).default(3),
    size: z
      .union([z.int().min(16).max(64), z.strictObject({ height: z.int(), width: z.int() })])
      .nullable()
      .default({ height: 32, width: 32 }),
    way: z.enum(['pad', 'crop', 'keep']),
    ways: z.array(z.enum(['flip', 'rotate'])).nullable(),
    secret: z.string().min(16),
    address: z.url(),
    either: z.union([z.strictObject({ a: z.number() }), z.strictObject({ a: z.string() })]),
  });

  it.each([
    [['share'], 'a number above 0 and below 1, such as 0.01'],
    [['upTo'], 'a number above 0 and at most 1'],
    [['count'], 'a whole number of at least 1'],
    [
      ['size'],
      'a whole number from 16 to 64, {height, width} or null, such as {"height":32,"width":32}',
    ],
    [['size', 'width'], 'a whole number'],
    [['way'], '"pad", "crop" or "keep"'],
    [['ways'], 'a list of "flip" or "rotate" or null'],
    [['ways', 1], '"flip" or "rotate"'],
    [['secret'], 'text of at least 16 characters'],
  ])('is said in words for %j', (path, text) => {
    expect(expectedText(schema, path, jsonWording)).toBe(text);
  });

  it.each([[['address']], [['either', 'a']], [['nothing', 'here']]])(
    'is left to the parser for %j',
    (path) => {
      expect(expectedText(schema, path, jsonWording)).toBeUndefined();
    },
  );
});
