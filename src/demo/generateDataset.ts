import type { DefectType } from './defectTypes.ts';
import { checkCategory, type PartOptions } from './PartOptions.ts';
import { NominalError } from '../errors/index.ts';
import { categories } from './categories.ts';
import { type GeneratedPart, generatePart } from './generatePart.ts';

/** Which generated data set is wanted; category, seed, size and scratch options as for a single part. */
export interface DatasetOptions extends Omit<PartOptions, 'index' | 'defect'> {
  /** Good images to train on, a whole number from 0. */
  readonly trainGood: number;
  /** Good images to test on, a whole number from 0. */
  readonly testGood: number;
  /** Defective images to test on, a whole number from 0; the kinds of defect take turns. */
  readonly testDefective: number;
  /** Kinds of defect to draw; by default all that the category offers. */
  readonly defects?: readonly DefectType[];
}

/** One image of a generated data set. */
export interface DatasetSample extends GeneratedPart {
  readonly split: 'train' | 'test';
  /** `good` or the kind of defect: the folder's name in the MVTec AD layout. */
  readonly label: 'good' | DefectType;
  /** Number within its folder, from 0. */
  readonly number: number;
}

// Far apart, so that a larger training set has the same test images.
const firstTestGood = 1_000_000;
const firstTestDefective = 2_000_000;

/**
 * The images of a generated data set, each drawn only when it is asked for: training, then good, then defective tests.
 * An image does not depend on how many others there are.
 * @throws NominalError `CONFIG_INVALID` if an option is out of range or the category has no such defect.
 */
export function* generateDataset(options: DatasetOptions): Generator<DatasetSample, void, void> {
  const { category, seed, height, width, scratchWidthPx, scratchLengthPx } = options;
  checkCategory(category);
  for (const name of ['trainGood', 'testGood', 'testDefective'] as const) {
    checkCount(name, options[name]);
  }
  const shared = {
    category,
    seed,
    height,
    width,
    ...(scratchWidthPx === undefined ? {} : { scratchWidthPx }),
    ...(scratchLengthPx === undefined ? {} : { scratchLengthPx }),
  };
  for (let number = 0; number < options.trainGood; number++) {
    const part = generatePart({ ...shared, index: number, defect: null });
    yield { ...part, split: 'train', label: 'good', number };
  }
  for (let number = 0; number < options.testGood; number++) {
    const part = generatePart({ ...shared, index: firstTestGood + number, defect: null });
    yield { ...part, split: 'test', label: 'good', number };
  }
  const defects = options.defects ?? categories[category].defects;
  if (options.testDefective > 0 && defects.length === 0) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'defective images cannot be drawn',
      expected: 'at least one kind of defect',
      received: 'none',
    });
  }
  for (let i = 0; i < options.testDefective; i++) {
    const label = defects[i % defects.length];
    const part = generatePart({ ...shared, index: firstTestDefective + i, defect: label });
    yield { ...part, split: 'test', label, number: Math.floor(i / defects.length) };
  }
}

function checkCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= 1_000_000) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `${name} of a generated data set is not allowed`,
    expected: 'a whole number, 0..1000000',
    received: String(value),
    details: { option: name, received: value },
  });
}
