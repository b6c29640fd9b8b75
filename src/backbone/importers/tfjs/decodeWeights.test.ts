import { describe, expect, it } from 'vitest';
import { decodeWeights } from './decodeWeights.ts';

function decode(
  spec: {
    dtype: string;
    quantization?: { dtype: 'float16' | 'uint8' | 'uint16'; scale?: number; min?: number };
  },
  bytes: number[],
  shape: number[],
) {
  const manifest = [{ paths: ['a', 'b'], weights: [{ name: 'w', shape, ...spec }] }];
  const shards = new Map([
    ['a', Uint8Array.from(bytes.slice(0, 1))],
    ['b', Uint8Array.from(bytes.slice(1))],
  ]);
  const weight = decodeWeights(manifest, shards).get('w');
  return Array.from(weight?.data ?? []);
}

describe('decodeWeights', () => {
  it('reads float32 across shards', () => {
    expect(decode({ dtype: 'float32' }, [0, 0, 192, 63], [])).toEqual([1.5]);
  });

  it('reads int32', () => {
    expect(decode({ dtype: 'int32' }, [254, 255, 255, 255], [1])).toEqual([-2]);
  });

  it('widens float16: one, minus two, the smallest subnormal, the largest', () => {
    const bytes = [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b];
    const quantization = { dtype: 'float16' as const };
    expect(decode({ dtype: 'float32', quantization }, bytes, [4])).toEqual([
      1,
      -2,
      2 ** -24,
      65504,
    ]);
  });

  it('scales and shifts uint8 and uint16', () => {
    const affine = { scale: 0.5, min: -1 };
    const eight = { dtype: 'uint8' as const, ...affine };
    expect(decode({ dtype: 'float32', quantization: eight }, [0, 2, 255], [3])).toEqual([
      -1, 0, 126.5,
    ]);
    const sixteen = { dtype: 'uint16' as const, ...affine };
    expect(decode({ dtype: 'float32', quantization: sixteen }, [0, 1], [1])).toEqual([127]);
  });

  it.each([
    ['too few', [0, 0, 0]],
    ['too many', [0, 0, 0, 0, 0]],
  ])('refuses %s bytes', (_, bytes) => {
    expect(() => decode({ dtype: 'float32' }, bytes, [1])).toThrow(
      expect.objectContaining({ code: 'BACKBONE_INVALID' }),
    );
  });
});
