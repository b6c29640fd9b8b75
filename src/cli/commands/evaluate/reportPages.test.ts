import { describe, expect, it } from 'vitest';
import { assertPageFile } from './reportPages.ts';

describe('assertPageFile', () => {
  it.each(['a.html', 'b/a.HTM', 'x.y.html'])('takes %s', (file) => {
    expect(() => assertPageFile(file)).not.toThrow();
  });

  it.each(['a.pdf', 'html', 'a.html/b', '.html'])('refuses %s', (file) => {
    expect(() => assertPageFile(file)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
