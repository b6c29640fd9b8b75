import { describe, expect, it } from 'vitest';
import { categoryNames, defectsOf } from './categories.ts';
import { visibleLevels } from './defects/changedMask.ts';
import { generatePart } from './generatePart.ts';

const size = { height: 96, width: 96 };
const area = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0);

describe.each(categoryNames)('a generated %s', (category) => {
  it('is the same from the same options and another from another seed or index', () => {
    const options = { category, seed: 5, index: 3, ...size, defect: defectsOf(category)[0] };
    const part = generatePart(options);
    expect(generatePart(options)).toEqual(part);
    expect(generatePart({ ...options, seed: 6 }).image.data).not.toEqual(part.image.data);
    expect(generatePart({ ...options, index: 4 }).image.data).not.toEqual(part.image.data);
  });

  it('has an empty mask when good', () => {
    const part = generatePart({ category, seed: 5, index: 3, ...size, defect: null });
    expect(part.defectType).toBeNull();
    expect(area(part.mask)).toBe(0);
  });

  it.each([...defectsOf(category)])(
    'with %s differs from its good twin inside the mask only',
    (defect) => {
      for (let index = 0; index < 6; index++) {
        const options = { category, seed: 9, index, ...size };
        const good = generatePart({ ...options, defect: null });
        const bad = generatePart({ ...options, defect });
        let changedInside = 0;
        let largestOutside = 0;
        for (let i = 0; i < bad.mask.length; i++) {
          const change = Math.max(
            ...[0, 1, 2].map((c) =>
              Math.abs(bad.image.data[i * 3 + c] - good.image.data[i * 3 + c]),
            ),
          );
          if (bad.mask[i] === 0) largestOutside = Math.max(largestOutside, change);
          else if (change >= visibleLevels - 2) changedInside++;
        }
        expect(area(bad.mask)).toBeGreaterThanOrEqual(10);
        expect(area(bad.mask)).toBeLessThan(0.2 * bad.mask.length);
        // The noise of a pixel grows with its level, which adds a level or two to a faint change.
        expect(largestOutside).toBeLessThanOrEqual(visibleLevels + 3);
        expect(changedInside / area(bad.mask)).toBeGreaterThan(0.6);
      }
    },
  );
});

describe('generatePart', () => {
  it('draws images that are not square', () => {
    const part = generatePart({
      category: 'gear',
      seed: 1,
      index: 0,
      height: 64,
      width: 120,
      defect: 'stain',
    });
    expect([part.image.height, part.image.width, part.mask.length]).toEqual([64, 120, 64 * 120]);
  });

  it('draws a scratch as wide and long as asked', () => {
    const options = {
      category: 'metal_plate',
      seed: 2,
      index: 1,
      height: 512,
      width: 512,
    } as const;
    const scratch = { ...options, defect: 'scratch', scratchLengthPx: 120 } as const;
    const thin = area(generatePart({ ...scratch, scratchWidthPx: 3 }).mask);
    const wide = area(generatePart({ ...scratch, scratchWidthPx: 12 }).mask);
    expect(wide).toBeGreaterThan(120 * 12 * 0.6);
    expect(wide).toBeLessThan(120 * 12 * 1.8);
    expect(thin).toBeLessThan(wide / 2);
  });

  it.each([
    [{ category: 'bolt' }],
    [{ height: 16 }],
    [{ width: 10_000 }],
    [{ seed: 0.5 }],
    [{ index: -1 }],
    [{ defect: 'chip' }],
    [{ scratchWidthPx: 0 }],
  ])('refuses %o with CONFIG_INVALID', (wrong) => {
    const options = { category: 'fabric', seed: 1, index: 0, ...size, defect: null, ...wrong };
    expect(() => generatePart(options as never)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});
