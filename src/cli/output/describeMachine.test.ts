import { describe, expect, it } from 'vitest';
import { describeMachine } from './describeMachine.ts';

describe('describeMachine', () => {
  it('names the day, the threads and the runtime', () => {
    expect(describeMachine({ threads: 3 })).toMatch(
      /^\d{4}-\d\d-\d\d on \S.*, 3 threads on \d+ cores, Node\.js \d+\.\d+\.\d+, \w+ \w+$/,
    );
  });

  it('names workers and device where they are not the usual', () => {
    expect(describeMachine({ workers: 2, device: 'cuda' })).toContain(
      ', 2 workers, network on cuda,',
    );
  });
});
