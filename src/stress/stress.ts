import { isFairSample } from '../core/calibration/index.ts';
import { checkOptions, type OptionKinds, stressNames } from '../config/index.ts';
import { type Disturbance, disturbances, type RgbImage } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import { type Detector, jobOptions } from '../detector/index.ts';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import { decodeImage, encodeJpeg } from '../image/index.ts';
import type { JobOptions } from '../progress.ts';

/** How often good images are rejected once they are changed by one step. */
export interface StressStep {
  readonly amount: number;
  readonly rejects: number;
  /** Share of the good images that is rejected, 0..1. */
  readonly falseRejectRate: number;
  /** Whether so many rejects are no surprise for the model's rate. */
  readonly fair: boolean;
}

/** How a model takes one way of changing images. */
export interface StressedDisturbance {
  readonly name: string;
  readonly unit: string;
  /** From the smallest amount on. */
  readonly steps: readonly StressStep[];
  /** The largest amount up to which every step is fair; 0 if the first is not. */
  readonly tolerated: number;
  /** The first amount that is not; null if all are. */
  readonly exceeded: number | null;
}

/** What a model tolerates of its camera. */
export interface StressReport {
  readonly images: number;
  /** The rate that the model's threshold holds. */
  readonly heldRate: number;
  /** The images as they are. */
  readonly unchanged: Omit<StressStep, 'amount'>;
  readonly disturbances: readonly StressedDisturbance[];
}

/** JPEG files of lower and lower quality, which is counted down from 100. */
const JPEG_STEPS = [5, 10, 20, 40, 60];

/** Changes one image; the changed one is in 8 bits. */
interface Change {
  readonly unit: string;
  readonly steps: readonly number[];
  readonly apply: (image: RgbImage, amount: number, random: Random) => Promise<RgbImage>;
}

const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  ...Object.entries<Disturbance>(disturbances).map(
    ([name, { unit, steps, apply }]) =>
      [
        name,
        {
          ...{ unit, steps },
          apply: (image: RgbImage, amount: number, random: Random) =>
            Promise.resolve(apply(image, amount, random)),
        },
      ] as const,
  ),
  [
    'jpeg',
    {
      unit: 'below quality 100',
      steps: JPEG_STEPS,
      apply: async (image, amount) => decodeImage(await encodeJpeg(image, 100 - amount)),
    },
  ],
]);

/** How good images are changed. */
export interface StressOptions extends JobOptions {
  /** Which of {@link stressNames}; all by default. */
  readonly names?: readonly string[];
}

const stressOptions: OptionKinds<StressOptions> = {
  ...jobOptions,
  // Checked one by one.
  names: 'any',
};

/**
 * Changes good images as cameras do, step by step, and counts how many the model rejects: the tolerance
 * that exposure, focus and mounting have to keep.
 *
 * @param images good images that the model was not fitted from; those that it was look better than parts do.
 * @throws NominalError `CONFIG_INVALID` for an unknown name, or for a model of images with 16 bits,
 *   whose lower bits the changes would lose; `TOO_FEW_IMAGES` for none; of an image that cannot be read;
 *   `CANCELLED`.
 *
 * @example
 * ```ts
 * import { Detector, stress } from 'nominal-vision';
 *
 * await using detector = await Detector.load('part.nominal');
 * const good = ['good/000.png', 'good/001.png'];
 * const { disturbances } = await stress(detector, good, { names: ['darker', 'blur'] });
 * for (const { name, tolerated, exceeded, unit } of disturbances)
 *   console.log(name, tolerated, exceeded, unit);
 * ```
 */
export async function stress(
  detector: Detector,
  images: readonly string[],
  options: StressOptions = {},
): Promise<StressReport> {
  checkOptions(options, stressOptions, 'stress');
  const { names = stressNames, signal, onProgress } = options;
  const chosen = names.map((name) => [name, changeOf(name)] as const);
  refuseDeep(detector);
  refuseNone(images);
  const steps = chosen.flatMap(([name, { steps: amounts }]) =>
    amounts.map((amount) => ({ name, amount, rejects: 0 })),
  );
  let unchanged = 0;
  for (const [i, path] of images.entries()) {
    const image = await decodeImage(path);
    // Each image has noise of its own, whichever images come before it.
    unchanged += await rejects(detector, image);
    for (const step of steps) {
      throwIfCancelled(signal);
      const changed = await changeOf(step.name).apply(image, step.amount, new Random(i));
      step.rejects += await rejects(detector, changed);
    }
    onProgress?.({ phase: 'inspect', doneImages: i + 1, totalImages: images.length });
  }
  const { heldRate, support } = detector.summary;
  const calibrationImages = support.images;
  const outcome = (count: number) => ({
    rejects: count,
    falseRejectRate: count / images.length,
    fair: isFairSample(count, images.length, { heldRate, calibrationImages }),
  });
  return {
    images: images.length,
    heldRate,
    unchanged: outcome(unchanged),
    disturbances: chosen.map(([name, { unit }]) => {
      const own = steps
        .filter((step) => step.name === name)
        .map(({ amount, rejects: count }) => ({ amount, ...outcome(count) }));
      return { name, unit, steps: own, ...toleranceOf(own) };
    }),
  };
}

/** Where the rate first leaves its interval. */
function toleranceOf(
  steps: readonly StressStep[],
): Pick<StressedDisturbance, 'tolerated' | 'exceeded'> {
  const first = steps.findIndex(({ fair }) => !fair);
  if (first < 0) return { tolerated: steps[steps.length - 1].amount, exceeded: null };
  return { tolerated: first === 0 ? 0 : steps[first - 1].amount, exceeded: steps[first].amount };
}

async function rejects(detector: Detector, image: RgbImage): Promise<number> {
  const { height, width, data } = image;
  const { verdict } = await detector.inspect({ height, width, channels: 3, data });
  return verdict === 'anomalous' ? 1 : 0;
}

function changeOf(name: string): Change {
  const change = changes.get(name);
  if (change !== undefined) return change;
  throw new NominalError('CONFIG_INVALID', {
    what: 'there is no such way to change images',
    expected: stressNames.join(', '),
    received: name,
  });
}

function refuseNone(images: readonly string[]): void {
  if (images.length > 0) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    reason: 'noUnlearnedGood',
    what: 'there is no good image to change',
    expected: 'at least 1',
    received: '0',
  });
}

function refuseDeep({ model: { framing } }: Detector): void {
  if (framing.depthRange === null) return;
  throw new NominalError('CONFIG_INVALID', {
    reason: 'stressNeedsEightBits',
    what: 'the model was fitted from images of more than 8 bits, and changes are made in 8 bits',
    remedy: 'Fit a model from images of 8 bits to measure the tolerance of the set-up',
  });
}
