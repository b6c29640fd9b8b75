import { describe, expect, it } from 'vitest';
import { fileNameOf, relativeNames } from './fileNames.ts';

it.each([
  ['metal_nut', 'metal_nut'],
  ['Äpfel 2', 'Äpfel-2'],
  ['瓶盖', '瓶盖'],
  ['../../etc/passwd', '-.-..-etc-passwd'],
  ['C:\\a?', 'C--a-'],
  ['', '-'],
])('%j becomes the file name %j', (name, expected) => {
  expect(fileNameOf(name)).toBe(expected);
});

it('cuts a long name between two characters', () => {
  const cut = fileNameOf('瓶'.repeat(100));
  expect(cut).toBe('瓶'.repeat(60));
});

describe('relativeNames', () => {
  it.each([
    [
      ['/a/b/1.png', '/a/b/2.png'],
      ['1.png', '2.png'],
    ],
    [
      ['/a/b/1.png', '/a/c/d/2.png'],
      ['b/1.png', 'c/d/2.png'],
    ],
    [
      ['/a/bc/1.png', '/a/b/2.png'],
      ['bc/1.png', 'b/2.png'],
    ],
    [
      ['/1.png', '/a/2.png'],
      ['1.png', 'a/2.png'],
    ],
    [['/a/b/1.png'], ['1.png']],
    [
      [null, null],
      ['image 0', 'image 1'],
    ],
    [
      [null, '/a/1.png'],
      ['image 0', '1.png'],
    ],
    [[], []],
  ])('of %j are %j', (paths, names) => {
    expect(relativeNames(paths)).toEqual(names);
  });

  it('do not depend on the folder that one is in', () => {
    expect(relativeNames(['x/1.png', './x/y/2.png'])).toEqual(['1.png', 'y/2.png']);
  });
});
