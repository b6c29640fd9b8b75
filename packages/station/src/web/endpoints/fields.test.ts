import { describe, expect, it } from 'vitest';
import { keysOf } from './fields.ts';

const secret = [{ key: 'url' }, { key: 'username' }, { key: 'password', isSecret: true }] as const;

describe('keysOf, what the form of a source or sink sends', () => {
  it('sends what is filled in of a new one, and the other keys as they are written', () => {
    const filled = { values: { url: 'mqtt://a', username: '' }, others: '{"retryMs": 50}' };
    expect(keysOf(filled, secret, null)).toEqual({ url: 'mqtt://a', retryMs: 50 });
  });

  it('sends only what has changed: a key that is emptied or left out is taken out, an untouched secret stays', () => {
    const before = { config: { url: 'mqtt://a', username: 'x' }, others: { a: 1, b: [2], c: 3 } };
    const filled = {
      values: { url: 'mqtt://a', username: '', password: '' },
      others: '{"b":[2],"c":4}',
    };
    expect(keysOf(filled, secret, before)).toEqual({ username: null, a: null, c: 4 });
  });

  it('refuses other keys that are no object', () => {
    for (const others of ['[1]', '3', '{"a"'])
      expect(() => keysOf({ values: {}, others }, [], null)).toThrow(SyntaxError);
  });
});
