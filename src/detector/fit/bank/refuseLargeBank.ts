import { MAX_MEMORY_BYTES } from '../../../core/kernels/index.ts';
import { searchBytes } from '../../../core/neighbors/index.ts';
import { NominalError } from '../../../errors/index.ts';

/** @throws NominalError `CONFIG_INVALID` for a bank that is larger than can be searched. */
export function refuseLargeBank(rows: number, columns: number): void {
  if (searchBytes(rows, columns) < MAX_MEMORY_BYTES) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `a memory bank of ${rows} rows of ${columns} values is larger than can be searched`,
    expected: `less than ${MAX_MEMORY_BYTES} bytes with what the search adds`,
    received: `${searchBytes(rows, columns)} bytes`,
    remedy: 'Keep fewer rows (--bank-rows, --max-bank-rows), or fewer values a row (--dimension)',
    details: { rows, columns },
  });
}
