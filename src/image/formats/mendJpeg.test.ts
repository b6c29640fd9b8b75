import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame } from '../decodeFrame.ts';
import { mendJpeg } from './mendJpeg.ts';

const side = 48;
const pixels = Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 7919) % 251);
const image = sharp(pixels, { raw: { height: side, width: side, channels: 3 } });

/** Four zero bytes before the first quantization table. */
function padded(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.of(0xff, 0xdb));
  return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(4), bytes.subarray(at)]);
}

/** The scan's last coefficient stated as 0 in place of 63. */
function withoutLast(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf(Buffer.of(0xff, 0xda));
  changed[at + 2 + changed.readUInt16BE(at + 2) - 2] = 0;
  return changed;
}

describe('a JPEG whose header breaks the standard without touching a pixel', () => {
  let sound = Buffer.alloc(0);
  beforeAll(async () => {
    sound = await image.clone().jpeg({ quality: 80 }).toBuffer();
  });

  it.each([
    ['bytes between its segments', padded],
    ['a baseline scan of one coefficient', withoutLast],
    ['both', (bytes: Buffer) => withoutLast(padded(bytes))],
  ])('by %s is refused, and taken where that is asked for, pixel for pixel', async (_, spoil) => {
    const spoiled = spoil(sound);
    await expect(decodeFrame(spoiled)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining('--lenient-jpeg'),
    });
    const { frame } = await decodeFrame(spoiled, { lenientJpeg: true });
    expect([...frame.data]).toEqual([...(await decodeFrame(sound)).frame.data]);
  });

  it('is refused all the same where it is cut short, at whatever place, or pixels are damaged', async () => {
    const spoiled = padded(sound);
    for (let part = 1; part < 20; part++) {
      const cut = spoiled.subarray(0, Math.floor((spoiled.length * part) / 20));
      for (const lenientJpeg of [true, false]) {
        await expect(decodeFrame(cut, { lenientJpeg })).rejects.toMatchObject({
          code: 'IMAGE_UNREADABLE',
          message: expect.not.stringContaining('--lenient-jpeg'),
        });
      }
    }
    await expect(decodeFrame(spoiled.subarray(0, -2), { lenientJpeg: true })).rejects.toMatchObject(
      { code: 'IMAGE_UNREADABLE' },
    );
    // Zeros among the coded pixels, then a marker too early.
    const damaged = Buffer.from(spoiled);
    damaged.fill(0, damaged.length - 60, damaged.length - 20);
    damaged[damaged.length - 19] = 0xff;
    damaged[damaged.length - 18] = 0xc4;
    await expect(decodeFrame(damaged, { lenientJpeg: true })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
  });

  it('leaves whole files of every kind as they are, byte for byte', async () => {
    for (const whole of [
      sound,
      await image.clone().jpeg({ progressive: true }).toBuffer(),
      await image.clone().jpeg({ optimizeScans: true }).toBuffer(),
      await image.clone().toColourspace('b-w').jpeg().toBuffer(),
      await image.clone().png().toBuffer(),
      Buffer.alloc(0),
    ]) {
      expect(mendJpeg(whole)).toBe(whole);
    }
  });
});
