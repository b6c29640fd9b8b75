import { expect, it } from 'vitest';
import { regionsSchema } from './regionSchema.ts';

const rectangle = { y: 0, x: 10, height: 96, width: 56 };

it('regions of a frame are not turned unless they say so', () => {
  expect(regionsSchema.parse([{ name: 'left', rectangle }])).toEqual([
    { name: 'left', rectangle, rotation: 0 },
  ]);
});

it.each([
  [
    'a name twice',
    [
      { name: 'a', rectangle },
      { name: 'a', rectangle },
    ],
  ],
  ['none', []],
  ['a turn by another angle', [{ name: 'a', rectangle, rotation: 45 }]],
  ['a rectangle that begins outside', [{ name: 'a', rectangle: { ...rectangle, x: -1 } }]],
  ['a name that is a path', [{ name: 'a/b', rectangle }]],
])('regions are refused: %s', (_what, regions) => {
  expect(regionsSchema.safeParse(regions).success).toBe(false);
});
