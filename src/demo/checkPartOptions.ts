import { NominalError } from '../errors/index.ts';
import { type CategoryName, categories, categoryNames } from './categories.ts';
import type { DefectType } from './defectTypes.ts';
import type { PartOptions } from './PartOptions.ts';

/** @throws NominalError `CONFIG_INVALID` if an option is out of its range or the category has no such defect. */
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
