import { describe, expect, it } from 'vitest';
import { tuningAxes } from './tuningAxes.ts';

const square = (side: number) => ({ height: side, width: side });

describe('tuningAxes', () => {
  it('begin with the defaults', async () => {
    const axes = await tuningAxes({});
    expect(axes.resize).toEqual([256, 128, 192, 320].map(square));
    expect(axes.coresetRatio).toEqual([0.1, 0.01, 0.25]);
    expect(axes.reweighting).toEqual(['none', 'density']);
    expect(axes.taps[0]).toBeUndefined();
    expect(axes.taps.length).toBeGreaterThan(1);
  });

  it('keep what its own option gives', async () => {
    const flags = { coresetRatio: 0.5, reweighting: 'density', resize: 200, taps: ['a', 'b'] };
    expect(await tuningAxes(flags)).toEqual({
      coresetRatio: [0.5],
      reweighting: ['density'],
      resize: [200],
      taps: [['a', 'b']],
    });
    expect((await tuningAxes({ size: square(64) })).resize).toEqual([square(64)]);
    expect((await tuningAxes({ resize: 'none' })).resize).toEqual([null]);
  });

  it('try a list as it is, what its own option gives before it', async () => {
    const lists = { sizes: '96x96, 64x64', ratios: '0.3', crop: 80, preset: 'fast' };
    const axes = await tuningAxes(lists);
    expect([axes.resize, axes.coresetRatio]).toEqual([[square(96), square(64)], [0.3]]);
    const sides = await tuningAxes({ ...lists, sizes: '96,128x112' });
    expect(sides.resize).toEqual([96, { height: 128, width: 112 }]);
    const both = await tuningAxes({ ...lists, resize: square(128), coresetRatio: 0.5 });
    expect(both.resize).toEqual([128, 96, 64].map(square));
    expect(both.coresetRatio).toEqual([0.5, 0.3]);
  });

  it('begin with the values of a preset', async () => {
    const { resize, coresetRatio } = await tuningAxes({ preset: 'fast' });
    expect(resize[0]).toEqual(square(160));
    expect(resize).toHaveLength(5);
    expect(coresetRatio[0]).toBe(0.01);
  });

  it('leave out the usual values that do not go together with what is given', async () => {
    const paper = await tuningAxes({ preset: 'paper', backbone: 'movenet-lightning' });
    expect(paper.resize).toEqual([256, square(256), square(320)]);
    expect((await tuningAxes({ crop: 300 })).resize).toEqual([square(320)]);
    const near = await tuningAxes({ positionRadius: 0.1, crop: 300 });
    expect(near.reweighting).toEqual(['none']);
    expect((await tuningAxes({ bankRows: 500 })).coresetRatio).toEqual([0.1]);
    expect((await tuningAxes({ tapScales: [1, 2] })).taps).toEqual([undefined]);
    expect((await tuningAxes({ preset: 'accurate' })).taps).toEqual([undefined]);
  });

  it('keep usual values of which none is allowed, for the search to say why', async () => {
    expect((await tuningAxes({ crop: 400 })).resize).toHaveLength(4);
  });

  it.each([
    [{ sizes: '96x96,wide' }, /--sizes/],
    [{ ratios: '0.1,2' }, /--ratios/],
    [{ ratios: '0.1', bankRows: 500 }, /--bank-rows or --ratios/],
  ])('refuse %j', async (flags, message) => {
    await expect(tuningAxes(flags)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
  });
});
