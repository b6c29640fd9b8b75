import { RgbImage } from '../core/image/index.ts';
import { readMask, type Sample } from '../datasets/index.ts';
import { type Evaluation, type Inspection, overlayOf } from '../detector/index.ts';
import { relativeNames } from '../files/index.ts';
import { encodeJpeg } from '../image/index.ts';
import { version } from '../version.ts';
import { chartsOf } from './chartsOf.ts';
import type { ReportData, ReportItem } from './ReportData.ts';
import { summaryRows } from './summaryRows.ts';

/** How much a report shows. */
export interface ReportOptions {
  /** Most good and most defective images of the gallery, the hardest first; 24 each unless told. */
  readonly galleryImages?: number;
}

/**
 * Gathers what a report page shows while a data set is evaluated. Of the images it keeps only the
 * hardest so far: the good ones with the highest scores, the defective ones with the lowest.
 */
export class ReportCollector {
  readonly #good: ReportItem[] = [];
  readonly #defective: ReportItem[] = [];
  readonly #paths: string[] = [];
  readonly #galleryImages: number;

  constructor({ galleryImages = 24 }: ReportOptions = {}) {
    this.#galleryImages = galleryImages;
  }

  /** To be handed to `evaluate` as `onInspection`. */
  readonly add = async (sample: Sample, inspection: Inspection): Promise<void> => {
    this.#paths.push(sample.path);
    const good = sample.label === 'good';
    const kept = good ? this.#good : this.#defective;
    const hardness = (score: number) => (good ? -score : score);
    const place = kept.findIndex(
      ({ imageScore }) => hardness(inspection.imageScore) < hardness(imageScore),
    );
    const at = place === -1 ? kept.length : place;
    if (at >= this.#galleryImages) return;
    kept.splice(at, 0, await itemOf(sample, inspection));
    if (kept.length > this.#galleryImages) kept.pop();
  };

  /** Everything gathered: defective images first, the least anomalous first, then good ones, the most anomalous first. */
  data(evaluation: Evaluation, command: string): ReportData {
    const { testGood, testDefective, category } = evaluation;
    return {
      title: `nominal: ${category}`,
      generatedBy: `nominal ${version}`,
      summary: summaryRows(evaluation),
      charts: chartsOf(evaluation),
      gallery: this.#namedItems(),
      galleryNote:
        `The hardest images: ${this.#defective.length} of ${testDefective} defective ones, the least anomalous first, ` +
        `then ${this.#good.length} of ${testGood} good ones, the most anomalous first.`,
      configuration: Object.entries(evaluation.config).map(([label, value]) => ({
        label,
        value:
          typeof value === 'number' || typeof value === 'string'
            ? value
            : JSON.stringify(value ?? null),
      })),
      command,
    };
  }

  /** Items named below the folder that holds all test images: a page that is passed on tells no path of this machine. */
  #namedItems(): ReportItem[] {
    const names = relativeNames(this.#paths);
    const nameOf = new Map(this.#paths.map((path, i) => [path, names[i]]));
    return [...this.#defective, ...this.#good].map((item) => ({
      ...item,
      name: nameOf.get(item.name) ?? item.name,
    }));
  }
}

async function itemOf(sample: Sample, inspection: Inspection): Promise<ReportItem> {
  const { image, verdict, imageScore, pValue, regions } = inspection;
  return {
    name: sample.path,
    label: sample.label === 'good' ? 'good' : (sample.defectType ?? 'defective'),
    verdict,
    imageScore,
    pValue,
    regions,
    imageJpegBase64: base64(await encodeJpeg(image)),
    overlayJpegBase64: base64(await encodeJpeg(overlayOf(inspection))),
    maskJpegBase64: await maskOf(sample, image),
  };
}

async function maskOf(sample: Sample, { height, width }: RgbImage): Promise<string | null> {
  if (sample.mask === null) return null;
  const mask = await readMask(sample.mask, height, width);
  const pixels = new Uint8Array(mask.length * 3);
  for (const [i, defective] of mask.entries())
    pixels.fill(defective === 0 ? 0 : 255, i * 3, i * 3 + 3);
  return base64(await encodeJpeg(new RgbImage(height, width, pixels)));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
