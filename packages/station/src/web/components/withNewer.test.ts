import { describe, expect, it } from 'vitest';
import { withNewer } from './withNewer.ts';

const decisions = (...ids: number[]) => ids.map((id) => ({ id }));

describe('the list of newest decisions', () => {
  it('keeps those that came while the station was asked, and holds none twice', () => {
    expect(withNewer(decisions(4, 3, 2), decisions(6, 5, 4))).toEqual(decisions(6, 5, 4, 3, 2));
    expect(withNewer([], decisions(2, 1))).toEqual(decisions(2, 1));
    expect(withNewer(decisions(2, 1), [])).toEqual(decisions(2, 1));
  });
});
