// Fits on raw frames and inspects them as they come, as from a camera: no files are involved.
// The frames here are drawn; a camera's driver gives the same four fields. Ctrl-C stops the work.
//
//   node examples/raw-frames.mjs
import { fit } from 'nominal-vision';

const [height, width] = [96, 96];

/**
 * A gray grating with noise, a little shifted from frame to frame; a defective one has a spot.
 *
 * @returns {import('nominal-vision').RawFrame}
 */
function grab(number, spot = false) {
  const data = new Uint8Array(height * width);
  let random = number + 1;
  for (let at = 0; at < data.length; at++) {
    const [y, x] = [Math.floor(at / width), at % width];
    random = (random * 48271) % 2147483647;
    const bright = spot && Math.hypot(y - 60, x - 40) < 8;
    data[at] = bright ? 250 : 110 + 40 * Math.sin(x / 5 + (number % 6) / 6) + (random % 12);
  }
  return { height, width, channels: 1, data };
}

async function* camera() {
  for (let number = 100; number < 106; number++) yield grab(number, number >= 104);
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const { signal } = stop;
const onProgress = (progress) => console.log('progress', JSON.stringify(progress));

const good = Array.from({ length: 12 }, (_, number) => grab(number));
const detector = await fit(good, { resize: 96 }, { signal, onProgress });
for await (const result of detector.inspectAll(camera(), { signal })) {
  if ('error' in result) console.log(result.error.code, result.error.message);
  else console.log(result.verdict, result.imageScore.toFixed(3), result.regions.length, 'regions');
}
await detector.close();
