import { describe, expect, it } from 'vitest';
import { valueText } from './valueText.ts';

describe('a value in a message', () => {
  it('is JSON, and no longer than a line or two', () => {
    expect(valueText({ a: [1, null] })).toBe('{"a":[1,null]}');
    expect(valueText(undefined)).toBe('undefined');
    expect(valueText('x'.repeat(150_000)).length).toBeLessThan(210);
  });

  it('may be nested deeper than the stack, or contain itself', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    expect(valueText(deep)).toBe('a value that is nested too deeply, or contains itself');
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(valueText(loop)).toBe('a value that is nested too deeply, or contains itself');
  });
});
