/** A published result, in percent, to compare with. */
export interface PaperResult {
  /** What was measured, and where it was published. */
  readonly what: string;
  readonly imageAuroc: number;
  /** Null if it was not published there. */
  readonly pixelAuroc: number | null;
  readonly aupro30: number | null;
}

const mvtecCategories = [
  'bottle',
  'cable',
  'capsule',
  'carpet',
  'grid',
  'hazelnut',
  'leather',
  'metal_nut',
  'pill',
  'screw',
  'tile',
  'toothbrush',
  'transistor',
  'wood',
  'zipper',
];

const means: readonly PaperResult[] = [
  { what: 'PatchCore 25 %', imageAuroc: 99.1, pixelAuroc: 98.1, aupro30: 93.4 },
  { what: 'PatchCore 10 %', imageAuroc: 99.0, pixelAuroc: 98.1, aupro30: 93.5 },
  { what: 'PatchCore 1 %', imageAuroc: 99.0, pixelAuroc: 98.0, aupro30: 93.1 },
  { what: 'PatchCore ensemble at 320', imageAuroc: 99.6, pixelAuroc: 98.2, aupro30: 94.9 },
];
const lowShot = new Map([
  [1, 84.1],
  [5, 91.0],
  [16, 95.5],
  [50, 97.7],
]);

/**
 * The rows of Roth et al. (CVPR 2022) for a data set: for MVTec AD, the means over all 15 categories
 * with a WideResNet-50, with all images and with few (25 % bank); and MTD. A data set with other
 * categories has none, even if it has the layout of MVTec AD.
 *
 * @param shots numbers of training images that are measured.
 */
export function paperResultsFor(
  dataset: string,
  categories: readonly string[],
  shots: ReadonlySet<number | 'all'>,
): PaperResult[] {
  if (dataset === 'mtd') {
    if (!shots.has('all')) return [];
    return [{ what: 'PatchCore on MTD', imageAuroc: 97.9, pixelAuroc: null, aupro30: null }];
  }
  if (dataset !== 'mvtec' || !categories.every((name) => mvtecCategories.includes(name))) return [];
  const few = [...lowShot].filter(([count]) => shots.has(count));
  return [
    ...(shots.has('all') ? means : []),
    ...few.map(([count, imageAuroc]) => ({
      what: `PatchCore 25 %, ${count} ${count === 1 ? 'image' : 'images'}`,
      imageAuroc,
      pixelAuroc: null,
      aupro30: null,
    })),
  ].map((row) => ({ ...row, what: `${row.what}, mean of all 15 categories` }));
}
