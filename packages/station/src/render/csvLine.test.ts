import { expect, it } from 'vitest';
import { csvLine } from './csvLine.ts';

it.each([
  [['a', 1, null], 'a,1,\r\n'],
  [['a,b', 'say "no"', 'two\nlines'], '"a,b","say ""no""","two\nlines"\r\n'],
  [['=1+1', '-2', '@x', '+1'], "'=1+1,'-2,'@x,'+1\r\n"],
  [[-2.5], '-2.5\r\n'],
])('%j is written as %j', (values, line) => {
  expect(csvLine(values)).toBe(line);
});
