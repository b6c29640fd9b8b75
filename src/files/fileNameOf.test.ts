import { expect, it } from 'vitest';
import { fileNameOf } from './fileNameOf.ts';

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
