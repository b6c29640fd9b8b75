import { describe, expect, it } from 'vitest';
import { withNewer, withNow } from './newestFirst.ts';

const decisions = (...ids: number[]) => ids.map((id) => ({ id }));

describe('the list of newest decisions', () => {
  it('keeps those that came while the station was asked, and holds none twice', () => {
    expect(withNewer(decisions(4, 3, 2), decisions(6, 5, 4))).toEqual(decisions(6, 5, 4, 3, 2));
    expect(withNewer([], decisions(2, 1))).toEqual(decisions(2, 1));
    expect(withNewer(decisions(2, 1), [])).toEqual(decisions(2, 1));
  });

  it('holds one once that comes after it was listed', () => {
    expect(withNow(decisions(4), decisions(4, 3))).toEqual(decisions(4, 3));
    expect(withNow(decisions(6, 5), decisions(4, 3))).toEqual(decisions(6, 5, 4, 3));
    expect(withNow([], decisions(1))).toEqual(decisions(1));
  });
});
