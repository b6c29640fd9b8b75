import { describe, expect, it } from 'vitest';
import type { NominalError } from '../errors/index.ts';
import { resolveFitConfig } from './fitConfig.ts';
import { resolveRuntimeConfig } from './runtimeConfig.ts';

describe('the fit configuration', () => {
  it('is complete without any option', () => {
    expect(resolveFitConfig()).toMatchObject({
      coresetRatio: 0.1,
      crop: null,
      neighbors: 1,
      seed: 0,
    });
  });

  it('refuses a crop for which the resized image has no room', () => {
    expect(() => resolveFitConfig({ crop: 300 })).toThrow(/crop is larger.*256x256.*300x300/s);
    expect(() => resolveFitConfig({ resize: 256, crop: 257 })).toThrow(/crop is larger/);
    expect(resolveFitConfig({ resize: 256, crop: 256 }).crop).toBe(256);
  });

  it('refuses an unknown key and names the nearest known one', () => {
    expect(() => resolveFitConfig({ coresetRation: 0.2 })).toThrow(
      /coresetRation.*did you mean "coresetRatio"/,
    );
  });

  it.each([
    ['coresetRatio', 0],
    ['coresetRatio', 1.1],
    ['bankRows', 0],
    ['neighbors', 1.5],
    ['resize', 3],
    ['crop', 'wide'],
    ['seed', -1],
    ['falseRejectRate', 1],
    ['taps', []],
  ])('refuses %s = %j with its name and the value', (key, value) => {
    try {
      resolveFitConfig({ [key]: value });
      expect.unreachable();
    } catch (error) {
      expect((error as NominalError).code).toBe('CONFIG_INVALID');
      expect((error as NominalError).message).toContain(`"${key}`);
      expect((error as NominalError).message).toContain(JSON.stringify(value));
    }
  });
});

describe('the runtime configuration', () => {
  it('uses a thread per core unless told otherwise', () => {
    expect(resolveRuntimeConfig().threads).toBeGreaterThanOrEqual(1);
    expect(resolveRuntimeConfig({ threads: 3 }).threads).toBe(3);
  });
});
