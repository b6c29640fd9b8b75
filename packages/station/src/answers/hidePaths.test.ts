import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createPathHider, withoutPaths } from './hidePaths.ts';

describe('answers name no place on the disk', () => {
  const hide = createPathHider('/srv/station data');

  it('but what lies there', () => {
    expect(hide('/srv/station data/images/ab/abcd cannot be decoded: it is empty.')).toBe(
      'the image cannot be decoded: it is empty.',
    );
    expect(hide('"/srv/station data/models/a1.nominal" is damaged')).toBe('"the model" is damaged');
    expect(hide("ENOSPC, write '/srv/station data/station.db-wal'")).toBe(
      "ENOSPC, write 'a file of the data folder'",
    );
    expect(hide('/srv/station data cannot be written')).toBe('the data folder cannot be written');
    expect(hide(`${homedir()}/key.pem is not readable`)).toBe(
      'a file of the station is not readable',
    );
  });

  it('and other texts stay as they are', () => {
    for (const text of ['', '/srv/station database', 'GET /api/v1/products', `${homedir()}x`])
      expect(hide(text)).toBe(text);
    for (const folder of ['.', 'data', 'image'])
      expect(createPathHider(folder)('there is no image in the data.')).toBe(
        'there is no image in the data.',
      );
  });

  it('also within the errors of jobs and of single images', () => {
    const message = '/srv/station data/images/ab/abcd cannot be decoded.';
    const job = { id: '1', error: { code: 'X', message }, result: { failures: [{ message }] } };
    expect(JSON.stringify(withoutPaths([job], hide))).not.toContain('/srv');
    const plain = { name: '/srv/station data' };
    expect(withoutPaths(plain, hide)).toBe(plain);
  });
});
