import { categories, type CategoryName, categoryNames } from './categories.ts';
import type { DefectType } from './defectTypes.ts';
import { NominalError } from '../errors/index.ts';

/** The part to generate. */
export interface PartOptions {
  /** The product. */
  readonly category: CategoryName;
  /** Whole number; the same seed gives the same parts. */
  readonly seed: number;
  /** Index of the part in the endless sequence of the seed, a whole number from 0. */
  readonly index: number;
  /** Rows of the image, 32..8192. */
  readonly height: number;
  /** Columns of the image, 32..8192. */
  readonly width: number;
  /** The kind of defect, or null for a good part. */
  readonly defect: DefectType | null;
  /** Width of a scratch in pixels, instead of a random one of about 0.5 to 0.9 % of the short side. */
  readonly scratchWidthPx?: number;
  /** Length of a scratch in pixels, instead of a random one of 14 to 40 % of the short side. */
  readonly scratchLengthPx?: number;
}

/** @throws NominalError `CONFIG_INVALID` if an option is out of range or the category has no such defect. */
export function checkPartOptions(options: PartOptions): void {
  const { category, defect } = options;
  if (!Object.hasOwn(categories, category)) {
    refuse('category', categoryNames.join(', '), category);
  }
  checkWhole('seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('index', options.index, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('height', options.height, 32, 8192);
  checkWhole('width', options.width, 32, 8192);
  const offered: readonly DefectType[] = categories[category].defects;
  if (defect !== null && !offered.includes(defect)) {
    refuse(`defect of category "${category}"`, `${offered.join(', ')} or none`, defect);
  }
  for (const name of ['scratchWidthPx', 'scratchLengthPx'] as const) {
    const value = options[name];
    if (value !== undefined && !(value >= 1 && value <= 8192)) refuse(name, '1..8192', value);
  }
}

/** Narrows a name to a category. @throws NominalError `CONFIG_INVALID` if there is no such category. */
export function checkCategory(name: string): asserts name is CategoryName {
  if (!Object.hasOwn(categories, name)) refuse('category', categoryNames.join(', '), name);
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  refuse(name, `a whole number, ${least}..${most}`, value);
}

function refuse(name: string, expected: string, received: unknown): never {
  throw new NominalError('CONFIG_INVALID', {
    what: `the ${name} of a generated part is not allowed`,
    expected,
    received: String(received),
    details: { option: name, received },
  });
}
