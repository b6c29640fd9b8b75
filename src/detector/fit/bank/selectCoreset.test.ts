import { describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../../../config/index.ts';
import { bankRowsOf, refuseLargeBank } from './selectCoreset.ts';

const rowsOf = (options: object, rows: number) => bankRowsOf(resolveFitConfig(options), rows);

describe('the number of bank rows', () => {
  it('is the share of all rows, at least one', () => {
    expect(rowsOf({ coresetRatio: 0.25 }, 1001)).toBe(250);
    expect(rowsOf({ coresetRatio: 0.001 }, 10)).toBe(1);
  });

  it('is limited if a share leads to more, unless there is no limit', () => {
    expect(rowsOf({}, 1_000_000)).toBe(20_000);
    expect(rowsOf({ maxBankRows: null }, 1_000_000)).toBe(100_000);
    expect(rowsOf({ maxBankRows: 7 }, 1000)).toBe(7);
  });

  it('is the requested number, whatever the limit, if there are enough rows', () => {
    expect(rowsOf({ bankRows: 30_000 }, 1_000_000)).toBe(30_000);
    expect(rowsOf({ bankRows: 30_000 }, 500)).toBe(500);
  });
});

describe('the size of a bank', () => {
  it('is refused once one memory cannot hold it, with a remedy', () => {
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
