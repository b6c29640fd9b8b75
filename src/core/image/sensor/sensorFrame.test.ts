import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demosaic } from './demosaic.ts';
import {
  type BayerOrder,
  frameByteLength,
  pixelFormat,
  type PixelFormatName,
  pixelFormatNames,
} from './pixelFormats.ts';
import { sensorFrame } from './sensorFrame.ts';
import { yuvToRgb } from './yuvToRgb.ts';

interface Fixture {
  readonly mosaics: readonly {
    readonly order: BayerOrder;
    readonly height: number;
    readonly width: number;
    readonly bits: number;
    readonly mosaic: string;
    readonly rgb: string;
  }[];
  readonly streams: readonly {
    readonly bits: number;
    readonly values: string;
    readonly bytes: string;
  }[];
  readonly limited: { height: number; width: number; yuyv: string; rgb: string };
  readonly full: { height: number; width: number; ycrcb: string; rgb: string };
}

const path = new URL('../../../../test/fixtures/images/sensor-formats.json', import.meta.url);
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture;

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
const wordsOf = (text: string) => new Uint16Array(bytesOf(text).buffer);
const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from({ length: a.length }, (_, i) => Math.abs(a[i] - b[i])));
};
const frameOf = (name: PixelFormatName, bytes: readonly number[], height: number, width: number) =>
  sensorFrame(Uint8Array.from(bytes), pixelFormat(name), { height, width });

describe('demosaic', () => {
  it.each(fixture.mosaics)(
    'agrees with colour-demosaicing: $order, $height x $width, $bits bits',
    ({ order, height, width, bits, mosaic, rgb }) => {
      const found = demosaic(wordsOf(mosaic), { height, width }, order, 2 ** bits - 1);
      expect([...found]).toEqual([...wordsOf(rgb)]);
    },
  );

  it('has the same values in 8 bits as in 16', () => {
    const { order, height, width, mosaic, rgb } = fixture.mosaics[1];
    const found = demosaic(Uint8Array.from(wordsOf(mosaic)), { height, width }, order, 255);
    expect(found).toEqual(Uint8Array.from(wordsOf(rgb)));
  });
});

describe('sensorFrame', () => {
  it.each(fixture.streams)('unpacks a stream of $bits bits as NumPy packs it', (stream) => {
    const values = wordsOf(stream.values);
    const name = `Mono${stream.bits}p` as PixelFormatName;
    const size = { height: 1, width: values.length };
    const bytes = bytesOf(stream.bytes);
    expect(frameByteLength(pixelFormat(name), size)).toBe(bytes.length);
    expect(sensorFrame(bytes, pixelFormat(name), size).data).toEqual(values);
  });

  it('unpacks GigE Vision pairs: upper bits first, the lowest bits of both between them', () => {
    expect(frameOf('Mono12Packed', [0xab, 0x6c, 0xde, 0x12, 0x03], 1, 3)).toEqual({
      ...{ height: 1, width: 3, channels: 1, largest: 4095 },
      data: Uint16Array.of(0xabc, 0xde6, 0x123),
    });
    const ten = frameOf('Mono10Packed', [0xff, 0x12, 0x01], 1, 2);
    expect([...ten.data]).toEqual([(0xff << 2) | 2, (0x01 << 2) | 1]);
  });

  it('reads words from their lower byte on, and stray upper bits as white', () => {
    const { data, largest } = frameOf('Mono12', [0x34, 0x02, 0xff, 0xff], 1, 2);
    expect([...data]).toEqual([0x234, 4095]);
    expect(largest).toBe(4095);
  });

  it('turns BGR around, and leaves the bytes of the camera as they are', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const { data } = sensorFrame(bytes, pixelFormat('BGR8'), { height: 1, width: 2 });
    expect([...data]).toEqual([3, 2, 1, 6, 5, 4]);
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('makes colors of a mosaic of packed values', () => {
    const flat = Array.from({ length: 24 }, () => 0x11);
    const { channels, data } = frameOf('BayerGB12p', flat, 4, 4);
    expect(channels).toBe(3);
    expect(new Set(data)).toEqual(new Set([0x111]));
  });

  it('has grey where YUV422 has no color, in both orders', () => {
    const grey = [10, 10, 10, 200, 200, 200];
    expect([...frameOf('YUV422_8', [10, 128, 200, 128], 1, 2).data]).toEqual(grey);
    expect([...frameOf('YUV422_8_UYVY', [128, 10, 128, 200], 1, 2).data]).toEqual(grey);
    const [red, , blue] = frameOf('YUV422_8', [100, 128, 100, 255], 1, 2).data;
    expect(red).toBeGreaterThan(blue);
  });

  it.each(pixelFormatNames)('refuses %s that is one byte short', (name) => {
    const size = { height: 4, width: 6 };
    const bytes = new Uint8Array(frameByteLength(pixelFormat(name), size));
    expect(sensorFrame(bytes, pixelFormat(name), size)).toMatchObject(size);
    expect(() => sensorFrame(bytes.subarray(1), pixelFormat(name), size)).toThrow(RangeError);
  });
});

describe('yuvToRgb', () => {
  it('is within two levels of OpenCV in the range of video', () => {
    const { height, width, yuyv, rgb } = fixture.limited;
    const plane = { step: 4, stride: 2 * width, acrossShift: 1, downShift: 0 };
    const y = { offset: 0, step: 2, stride: 2 * width, acrossShift: 0, downShift: 0 };
    const [u, v] = [1, 3].map((offset) => ({ ...plane, offset }));
    const found = yuvToRgb({ height, width, bytes: bytesOf(yuyv), y, u, v }, 'limited');
    expect(farthest(found, bytesOf(rgb))).toBeLessThanOrEqual(2);
  });

  it('is within two levels of OpenCV in the full range', () => {
    const { height, width, ycrcb, rgb } = fixture.full;
    const plane = { step: 3, stride: 3 * width, acrossShift: 0, downShift: 0 };
    const [y, v, u] = [0, 1, 2].map((offset) => ({ ...plane, offset }));
    const found = yuvToRgb({ height, width, bytes: bytesOf(ycrcb), y, u, v }, 'full');
    expect(farthest(found, bytesOf(rgb))).toBeLessThanOrEqual(2);
  });
});
