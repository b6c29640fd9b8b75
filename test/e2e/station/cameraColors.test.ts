import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { FrameConfig } from '../../../packages/station/src/frames/index.ts';
import { CameraProgram } from '../../../packages/station/src/sources/camera/CameraProgram.ts';
import { decodeFrame } from '../../../src/image/index.ts';

const run = promisify(execFile);
/** GStreamer pads rows to a multiple of 4 bytes: these need none. */
const [HEIGHT, WIDTH] = [96, 128];
const size = { height: HEIGHT, width: WIDTH };
/** Most that a color may be off within an area of one color, of 255. */
const TOLERANCE = { exact: 0, filtered: 1.5, chroma: 3 };
/** Pixels around one that have its color, if it lies in such an area; a mosaic is filtered over two. */
const MARGIN = 3;

type Command = readonly [string, ...string[]];
type RawConfig = Extract<FrameConfig, { format: 'raw' }>;

const gst = (...elements: readonly string[]): Command => [
  ...(['gst-launch-1.0', '-q', 'videotestsrc', 'is-live=true', 'pattern=smpte'] as const),
  ...[...elements, 'fdsink fd=1'].flatMap((element) => ['!', ...element.split(' ')]),
];
const gstSize = `width=${WIDTH},height=${HEIGHT},framerate=10/1`;
const ffmpeg = (pixels: string, filter = 'null'): Command => [
  ...(['ffmpeg', '-v', 'error', '-re', '-f', 'lavfi'] as const),
  // All of one picture in RGB: ffmpeg converts its own bars by more than one way.
  ...['-i', `smptebars=size=${WIDTH}x${HEIGHT}:rate=10`, '-vf', `format=gbrp16le,${filter}`],
  ...['-f', 'rawvideo', '-pix_fmt', pixels, '-'],
];
/** The mosaic of a sensor whose first row is red and green, in as many bits as the planes have. */
const mosaic = (planes: string) =>
  `format=${planes},geq=r='if(mod(X,2),if(mod(Y,2),b(X,Y),g(X,Y)),if(mod(Y,2),g(X,Y),r(X,Y)))':g='g(X,Y)':b='b(X,Y)',extractplanes=r`;

interface Recipe {
  readonly pixelFormat: RawConfig['pixelFormat'];
  readonly command: Command;
  readonly tolerance: number;
}

const bayer = { rggb: 'BayerRG8', grbg: 'BayerGR8', gbrg: 'BayerGB8', bggr: 'BayerBG8' } as const;
const ofGStreamer: readonly Recipe[] = [
  ...Object.entries(bayer).map(([pattern, pixelFormat]) => ({
    pixelFormat,
    command: gst(
      `video/x-raw,format=ARGB,${gstSize}`,
      'rgb2bayer',
      `video/x-bayer,format=${pattern}`,
    ),
    tolerance: TOLERANCE.filtered,
  })),
  {
    pixelFormat: 'BGR8',
    command: gst(`video/x-raw,format=BGR,${gstSize}`),
    tolerance: TOLERANCE.exact,
  },
  {
    pixelFormat: 'YUV422_8',
    command: gst(
      `video/x-raw,format=ARGB,${gstSize}`,
      'videoconvert',
      'video/x-raw,format=YUY2,colorimetry=1:4:0:1',
    ),
    tolerance: TOLERANCE.chroma,
  },
];
const full = 'scale=out_range=full:out_color_matrix=bt601';
const ofFfmpeg: readonly Recipe[] = [
  { pixelFormat: 'BGR8', command: ffmpeg('bgr24'), tolerance: TOLERANCE.exact },
  { pixelFormat: 'YUV422_8', command: ffmpeg('yuyv422', full), tolerance: TOLERANCE.chroma },
  { pixelFormat: 'YUV422_8_UYVY', command: ffmpeg('uyvy422', full), tolerance: TOLERANCE.chroma },
  ...([10, 12, 16] as const).map((bits) => ({
    pixelFormat: `BayerRG${bits}` as const,
    command: ffmpeg(`gray${bits}le`, mosaic(`gbrp${bits}le`)),
    tolerance: TOLERANCE.filtered,
  })),
];

/** A frame of a camera with this program, in values up to 255. */
async function frameOf({ command, pixelFormat }: Pick<Recipe, 'command' | 'pixelFormat'>) {
  const faults: unknown[] = [];
  const program = new CameraProgram(
    {
      command: [...command],
      frames: { format: 'raw', ...size, pixelFormat },
      ...{ silenceMs: 20_000, halfMs: 20_000, maxBytes: 1e6 },
    },
    {
      frame: () => undefined,
      up: () => undefined,
      down: (error) => faults.push(error),
      restarted: () => undefined,
    },
  );
  try {
    const frame = await program.next(AbortSignal.timeout(60_000));
    const { data } = (await decodeFrame(frame.toFile())).frame;
    expect(faults).toEqual([]);
    const scale = data instanceof Uint16Array ? 255 / 65_535 : 1;
    return Float64Array.from(data, (value) => value * scale);
  } finally {
    await program.close();
  }
}

/** The largest difference where the expected picture has one color, and how much of it has. */
function worstWithinAreas(found: Float64Array, expected: Float64Array) {
  let [worst, inside] = [0, 0];
  const at = (y: number, x: number) => (y * WIDTH + x) * 3;
  const isOneColor = (y: number, x: number) => {
    for (let dy = -MARGIN; dy <= MARGIN; dy++)
      for (let dx = -MARGIN; dx <= MARGIN; dx++)
        for (let c = 0; c < 3; c++)
          if (expected[at(y + dy, x + dx) + c] !== expected[at(y, x) + c]) return false;
    return true;
  };
  for (let y = MARGIN; y < HEIGHT - MARGIN; y++)
    for (let x = MARGIN; x < WIDTH - MARGIN; x++) {
      if (!isOneColor(y, x)) continue;
      inside++;
      for (let c = 0; c < 3; c++)
        worst = Math.max(worst, Math.abs(found[at(y, x) + c] - expected[at(y, x) + c]));
    }
  return { worst, share: inside / (HEIGHT * WIDTH) };
}

function itHasTheColors(recipes: readonly Recipe[], reference: Command) {
  it.each(recipes)(
    'has the colors of its own RGB as $pixelFormat',
    async ({ tolerance, ...recipe }) => {
      const expected = await frameOf({ command: reference, pixelFormat: 'RGB8' });
      const found = await frameOf(recipe);
      expect(found).toHaveLength(expected.length);
      const { worst, share } = worstWithinAreas(found, expected);
      expect(share).toBeGreaterThan(0.25);
      expect(worst).toBeLessThanOrEqual(tolerance);
    },
    120_000,
  );
}

const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const hasGst = has('gst-launch-1.0', '--version') && has('gst-inspect-1.0', 'rgb2bayer');

describe.skipIf(!hasGst)(
  'a camera of GStreamer (skipped without gst-launch-1.0 and rgb2bayer of its bad plugins)',
  () => {
    itHasTheColors(ofGStreamer, gst(`video/x-raw,format=RGB,${gstSize}`));

    it('has the values of its own RGB as Mono8 and Mono16', async () => {
      const grey = (format: string) =>
        gst(
          `video/x-raw,format=ARGB,${gstSize}`,
          'videoconvert',
          `video/x-raw,format=${format},colorimetry=1:4:0:1`,
        );
      const eight = await frameOf({ command: grey('GRAY8'), pixelFormat: 'Mono8' });
      const deep = await frameOf({ command: grey('GRAY16_LE'), pixelFormat: 'Mono16' });
      // Half of the picture has no noise.
      const apart = eight.map((value, i) => Math.abs(value - deep[i])).sort();
      expect(apart[Math.floor(apart.length / 2)]).toBeLessThanOrEqual(1);
      expect(new Set(eight).size).toBeGreaterThan(5);
    }, 120_000);
  },
);

describe.skipIf(!has('ffmpeg', '-version'))('a camera of ffmpeg (skipped without it)', () => {
  itHasTheColors(ofFfmpeg, ffmpeg('rgb24'));

  it('has its own grey in 10, 12 and 16 bits', async () => {
    const full = 'scale=out_range=full,format=gray';
    const eight = await frameOf({ command: ffmpeg('gray', full), pixelFormat: 'Mono8' });
    for (const bits of [10, 12, 16] as const) {
      const command = ffmpeg(`gray${bits}le`, full);
      const deep = await frameOf({ command, pixelFormat: `Mono${bits}` });
      const worst = deep.reduce((most, value, i) => Math.max(most, Math.abs(value - eight[i])), 0);
      expect(worst).toBeLessThanOrEqual(1);
    }
  }, 120_000);

  it('has half the picture of another Bayer pattern in other colors: the comparison sees it', async () => {
    const expected = await frameOf({ command: ffmpeg('rgb24'), pixelFormat: 'RGB8' });
    const [, , , { command }] = ofFfmpeg;
    const found = await frameOf({ command, pixelFormat: 'BayerBG10' });
    expect(worstWithinAreas(found, expected).worst).toBeGreaterThan(100);
  }, 120_000);

  it('has the colors that ffmpeg itself makes of a mosaic', async () => {
    const bytes = Buffer.alloc(HEIGHT * WIDTH);
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++)
        bytes[y * WIDTH + x] = 40 + y + (x % 2 === 0 && y % 2 === 0 ? 60 : 0);
    const child = run(
      'ffmpeg',
      [
        ...['-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'bayer_rggb8', '-s', `${WIDTH}x${HEIGHT}`],
        ...['-i', '-', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
      ],
      { encoding: 'buffer' },
    );
    child.child.stdin?.end(bytes);
    const theirs = Float64Array.from((await child).stdout);
    const script = `process.stdout.write(Buffer.from('${bytes.toString('base64')}', 'base64')); setInterval(() => {}, 1000)`;
    const found = await frameOf({
      command: [process.execPath, '-e', script],
      pixelFormat: 'BayerRG8',
    });
    const apart = found.map((value, i) => Math.abs(value - theirs[i]));
    const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length;
    expect(mean).toBeLessThan(2);
  }, 120_000);
});
