import { describe, expect, it } from 'vitest';
import { refuseLargeBank } from './refuseLargeBank.ts';

describe('the size of a bank', () => {
  it('is refused from where one memory cannot hold it, and says what to do', () => {
    expect(() => {
      refuseLargeBank(20_000, 1024);
    }).not.toThrow();
    expect(() => {
      refuseLargeBank(800_000, 1024);
    }).not.toThrow();
    expect(() => {
      refuseLargeBank(1_000_000, 1024);
    }).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('--bank-rows'),
      }),
    );
  });
});
