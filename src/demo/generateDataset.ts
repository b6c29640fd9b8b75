import type { DefectType } from './defectTypes.ts';
import { checkCategory, type PartOptions } from './PartOptions.ts';
import { NominalError } from '../errors/index.ts';
import { categories } from './categories.ts';
import { type GeneratedPart, generatePart } from './generatePart.ts';

/** The data set to generate; category, seed, size and scratch options are those of a single part. */
export interface DatasetOptions extends Omit<PartOptions, 'index' | 'defect'> {
  /** Number of good images for training, from 0. */
  readonly trainGood: number;
  /** Number of good images for testing, from 0. */
  readonly testGood: number;
  /** Number of defective images for testing, from 0; the kinds of defect alternate. */
  readonly testDefective: number;
  /** Kinds of defect to draw; all kinds of the category by default. */
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

// Far apart, so that the test images do not depend on the size of the training set.
const firstTestGood = 1_000_000;
const firstTestDefective = 2_000_000;

/**
 * Generates the images of a data set one by one: training images, then good, then defective test images.
 * An image does not depend on the number of others.
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
