import { expect, it } from 'vitest';
import { csvLine } from './csvLine.ts';

it.each([
  [['a', 1, null, 0.5], 'a,1,,0.5\r\n'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
  [['=1+1', '+1', '-1', '@x', '\tx'], "'=1+1,'+1,'-1,'@x,'\tx\r\n"],
  [[-1, 'a=1'], '-1,a=1\r\n'],
])('writes %j as one line, quoted where needed, and no text as a formula', (values, line) => {
  expect(csvLine(values)).toBe(line);
});

it('ends a line as asked', () => {
  expect(csvLine(['a', 'b'], '\n')).toBe('a,b\n');
});
