import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { authorText, statedName } from './statedName.ts';

const requestWith = (person: string | undefined) =>
  ({ headers: { 'nominal-person': person } }) as unknown as FastifyRequest;

describe('the name that a person states', () => {
  it('comes percent-encoded, in any script', () => {
    expect(statedName(requestWith(encodeURIComponent(' 王芳 ')))).toBe('王芳');
    expect(statedName(requestWith(undefined))).toBeNull();
    expect(statedName(requestWith(''))).toBeNull();
  });

  it.each(['%E0%A4%A', '%00', '%E2%80%AEnna', '%20', 'a'.repeat(101)])('is not %s', (header) => {
    expect(() => statedName(requestWith(header))).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
  });

  it('is marked, and never reads like the name of a token', () => {
    expect(authorText('local', null)).toBe('local');
    expect(authorText('line', 'Ann')).toBe('Ann (stated), line');
    expect(authorText('line', 'admin')).not.toBe('admin');
  });
});
