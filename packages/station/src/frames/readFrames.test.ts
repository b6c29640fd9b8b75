import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { decodeImage } from 'nominal-vision/internal/image';
import { ByteReader } from './ByteReader.ts';
import type { Frame } from './Frame.ts';
import { type FrameConfig, frameSchema } from './frameSchema.ts';
import { readFrames } from './readFrames.ts';

const MAX_BYTES = 1_000_000;

async function* inPieces(bytes: Uint8Array, pieceBytes: number) {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await Promise.resolve();
    yield Uint8Array.from(bytes.subarray(at, at + pieceBytes));
  }
}

async function* neverEnding(bytes: Uint8Array) {
  yield bytes;
  await new Promise(() => undefined);
}

async function framesOf(
  bytes: Uint8Array,
  config: FrameConfig,
  { pieceBytes = bytes.length || 1, maxBytes = MAX_BYTES } = {},
): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of readFrames(
    new ByteReader(inPieces(bytes, pieceBytes)),
    config,
    maxBytes,
  ))
    frames.push(frame);
  return frames;
}

const [HEIGHT, WIDTH] = [9, 10];
const COUNT = 3;

/** Noise, so that a JPEG holds stuffed bytes. */
function noise(count: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

const pixels = (seed: number) => noise(HEIGHT * WIDTH * 3, seed);
const encoder = (seed: number) =>
  sharp(pixels(seed), { raw: { height: HEIGHT, width: WIDTH, channels: 3 } });
const pnm = (seed: number) =>
  Buffer.concat([Buffer.from(`P6 # a camera\n${WIDTH} ${HEIGHT}\n255\n`), pixels(seed)]);

const streams: Record<string, { config: FrameConfig; frames: () => Promise<Uint8Array[]> }> = {
  pnm: { config: { format: 'pnm' }, frames: () => Promise.resolve(seeds(pnm)) },
  'baseline jpeg': {
    config: { format: 'jpeg' },
    frames: () => Promise.all(seeds((seed) => encoder(seed).jpeg({ quality: 100 }).toBuffer())),
  },
  'progressive jpeg': {
    config: { format: 'jpeg' },
    frames: () =>
      Promise.all(seeds((seed) => encoder(seed).jpeg({ progressive: true }).toBuffer())),
  },
  png: {
    config: { format: 'png' },
    frames: () => Promise.all(seeds((seed) => encoder(seed).png().toBuffer())),
  },
  raw: {
    config: { format: 'raw', height: HEIGHT, width: WIDTH, pixelFormat: 'RGB8' },
    frames: () => Promise.resolve(seeds(pixels)),
  },
  y4m: {
    config: { format: 'y4m' },
    frames: () =>
      Promise.resolve(
        seeds((seed) =>
          Buffer.concat([
            Buffer.from(seed === 0 ? `YUV4MPEG2 W${WIDTH} H${HEIGHT} F25:1 Ip C420jpeg\n` : ''),
            Buffer.from('FRAME\n'),
            // Of nine rows the last has chroma of its own.
            noise(HEIGHT * WIDTH + 2 * 5 * 5, seed),
          ]),
        ),
      ),
  },
};

function seeds<Value>(make: (seed: number) => Value): Value[] {
  return Array.from({ length: COUNT }, (_, seed) => make(seed));
}

describe('readFrames', () => {
  describe.each(Object.entries(streams))('of %s', (_name, { config, frames }) => {
    it('finds the same frames however the stream is cut', async () => {
      const whole = Buffer.concat(await frames());
      const expected = (await framesOf(whole, config)).map(({ toFile }) => Buffer.from(toFile()));
      expect(expected).toHaveLength(COUNT);
      for (const pieceBytes of [1, 2, 3, 7, 64, whole.length - 1]) {
        const found = await framesOf(whole, config, { pieceBytes });
        expect(found.map(({ toFile }) => Buffer.from(toFile()))).toEqual(expected);
        for (const { height, width } of found) expect([height, width]).toEqual([HEIGHT, WIDTH]);
      }
    });

    it('knows how much has come of a frame that is not whole', async () => {
      const parts = await frames();
      const [last] = parts.slice(-1);
      const before = Buffer.concat(parts.slice(0, -1));
      const half = async (bytes: number) => {
        const came = Buffer.concat([before, last.subarray(0, bytes)]);
        const reader = new ByteReader(neverEnding(came));
        const found = readFrames(reader, config, MAX_BYTES);
        for (let i = 1; i < parts.length; i++) await found.next();
        found.next().catch(() => undefined);
        await new Promise((resolve) => setImmediate(resolve));
        return reader.half;
      };
      expect(await half(0)).toBeNull();
      for (const bytes of [1, 2, Math.floor(last.length / 2), last.length - 1])
        expect(await half(bytes)).toMatchObject({ bytes });
      if (config.format !== 'jpeg' && config.format !== 'png')
        expect(await half(last.length - 1)).toMatchObject({ of: last.length });
    });

    it('hands out images that can be decoded', async () => {
      for (const { toFile } of await framesOf(Buffer.concat(await frames()), config))
        expect(await decodeImage(toFile())).toMatchObject({ height: HEIGHT, width: WIDTH });
    });

    it('refuses a stream that ends within a frame, at every byte of its last frame', async () => {
      const parts = await frames();
      const [last] = parts.slice(-1);
      const before = Buffer.concat(parts.slice(0, -1));
      for (let bytes = 1; bytes < last.length; bytes++) {
        const cut = Buffer.concat([before, last.subarray(0, bytes)]);
        await expect(framesOf(cut, config)).rejects.toMatchObject({
          code: 'CAMERA_FRAME_INVALID',
        });
      }
    });

    it('has no frame in an empty stream', async () => {
      expect(await framesOf(new Uint8Array(), config)).toEqual([]);
    });

    it('refuses a frame of more bytes than are taken', async () => {
      await expect(
        framesOf(Buffer.concat(await frames()), config, { maxBytes: 100 }),
      ).rejects.toMatchObject({ code: 'CAMERA_FRAME_INVALID' });
    });

    it('refuses another size than the stated one', async () => {
      if (config.format === 'raw') return;
      const stated = { ...config, height: HEIGHT, width: WIDTH };
      const bytes = Buffer.concat(await frames());
      expect(await framesOf(bytes, stated)).toHaveLength(COUNT);
      await expect(framesOf(bytes, { ...stated, width: 8 })).rejects.toMatchObject({
        code: 'CAMERA_FRAME_INVALID',
        message: expect.stringContaining('9 x 8') as string,
      });
    });

    it('refuses what is something else', async () => {
      if (config.format === 'raw') return;
      for (const bytes of [Buffer.alloc(5000, 'no'), noise(5000, 1), Buffer.from('P')])
        await expect(framesOf(bytes, config)).rejects.toMatchObject({
          code: 'CAMERA_FRAME_INVALID',
        });
    });
  });

  it('passes over zero bytes between JPEG images', async () => {
    const images = await streams['progressive jpeg'].frames();
    const filled = Buffer.concat(images.flatMap((image) => [image, Buffer.alloc(5)]));
    const found = await framesOf(filled, { format: 'jpeg' });
    expect(found.map(({ toFile }) => Buffer.from(toFile()))).toEqual(images);
  });

  it('keeps the bits of a deep camera: the file states its largest value', async () => {
    const values = Uint16Array.from({ length: 64 }, (_, i) => i * 16);
    const config = { format: 'raw', height: 8, width: 8, pixelFormat: 'Mono10' } as const;
    const [frame] = await framesOf(new Uint8Array(values.buffer), config);
    const file = Buffer.from(frame.toFile());
    expect(file.toString('latin1', 0, 12)).toBe('P5\n8 8\n1023\n');
    expect(file.readUInt16BE(file.length - 2)).toBe(63 * 16);
  });

  it('reads luma and chroma of Y4M in the range that the header states', async () => {
    const grey = (luma: number) => Buffer.alloc(64, luma);
    const stream = (parameters: string, luma: number, planes: number) =>
      Buffer.concat([
        Buffer.from(`YUV4MPEG2 W8 H8 ${parameters}\nFRAME Ip\n`),
        grey(luma),
        ...Array.from({ length: planes }, () => grey(128)),
      ]);
    const first = async (parameters: string, luma: number, planes: number) => {
      const [frame] = await framesOf(stream(parameters, luma, planes), { format: 'y4m' });
      return (await decodeImage(frame.toFile())).data[0];
    };
    expect(await first('C444 XCOLORRANGE=FULL', 235, 2)).toBe(235);
    expect(await first('C444', 235, 2)).toBe(255);
    expect(await first('Cmono', 16, 0)).toBe(0);
    expect(await first('Cmono XCOLORRANGE=FULL', 16, 0)).toBe(16);
  });

  it.each(['C420p10', 'It', 'W0', 'W8x'])('refuses Y4M with %s', async (parameter) => {
    const bytes = Buffer.from(`YUV4MPEG2 ${parameter} W8 H8\nFRAME\n${'x'.repeat(96)}`);
    await expect(framesOf(bytes, { format: 'y4m' })).rejects.toMatchObject({
      code: 'CAMERA_FRAME_INVALID',
    });
  });
});

describe('frameSchema', () => {
  it('asks for an even width where two pixels share their color', () => {
    const odd = { format: 'raw', height: 8, width: 9, pixelFormat: 'YUV422_8' };
    expect(frameSchema.safeParse(odd).success).toBe(false);
    expect(frameSchema.safeParse({ ...odd, width: 10 }).success).toBe(true);
    expect(frameSchema.safeParse({ ...odd, pixelFormat: 'Mono8' }).success).toBe(true);
  });
});
