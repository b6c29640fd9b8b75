import type { HeatScale } from '../core/calibration/index.ts';
import type { Sample } from '../datasets/index.ts';
import type { Evaluation, Inspection } from '../detector/index.ts';
import type { RuntimeOptions } from '../config/index.ts';
import { relativeNames } from '../files/index.ts';
import { version } from '../version.ts';
import { chartsOf } from './charts/chartsOf.ts';
import type { ReportData, ReportItem } from './ReportData.ts';
import type { ReportText } from './texts/phrase.ts';
import { type GoodImage, GoodImages } from './GoodImages.ts';
import { reportItemOf } from './reportItem.ts';
import { configurationRows, summaryRows } from './tableRows.ts';

/** How much a report shows. */
export interface ReportOptions {
  /** Maximum number of good and of defective images in the gallery, the hardest first; 24 of each by default. */
  readonly galleryImages?: number;
  /** The images that the model is made from, in order; without them no nearest good image is shown. */
  readonly training?: readonly GoodImage[];
  /** Options of the evaluation, whose limits of decoding apply. */
  readonly runtime?: RuntimeOptions | undefined;
}

/** Where figures come from, in addition to the data set. */
export interface ReportOrigin {
  /** When and on what machine: "2026-03-01 on ARM Cortex-A76, 4 threads". The caller states it, so that the same figures always make the same page. */
  readonly measuredOn?: string | null;
  /** How the page calls the data set; by default by its name and category. */
  readonly dataset?: { readonly title: ReportText; readonly name: ReportText };
}

/**
 * Gathers the contents of a report page while a data set is evaluated. It keeps only the hardest
 * images so far: the good ones with the highest scores and the defective ones with the lowest.
 */
export class ReportCollector {
  readonly #good: ReportItem[] = [];
  readonly #defective: ReportItem[] = [];
  readonly #paths: string[] = [];
  readonly #galleryImages: number;
  readonly #training: GoodImages;
  #heatScale: HeatScale | null = null;

  constructor({ galleryImages = 24, training = [], runtime }: ReportOptions = {}) {
    this.#galleryImages = galleryImages;
    this.#training = new GoodImages(training, runtime);
  }

  /** Pass this to `evaluate` as `onInspection`. */
  readonly add = async (sample: Sample, inspection: Inspection): Promise<void> => {
    this.#heatScale ??= inspection.heatScale;
    this.#paths.push(sample.path);
    const good = sample.label === 'good';
    const kept = good ? this.#good : this.#defective;
    const hardness = (score: number) => (good ? -score : score);
    const place = kept.findIndex(
      ({ imageScore }) => hardness(inspection.imageScore) < hardness(imageScore),
    );
    const at = place === -1 ? kept.length : place;
    if (at >= this.#galleryImages) return;
    kept.splice(at, 0, await reportItemOf(sample, inspection, this.#heatScale, this.#training));
    if (kept.length > this.#galleryImages) kept.pop();
  };

  /**
   * Everything gathered. Defective images come first, from the least anomalous on, then good ones, from the most anomalous on.
   *
   * @param command the command that makes the page again; it is shown as it is, including its paths.
   */
  data(
    evaluation: Evaluation,
    command: ReportText,
    { measuredOn = null, dataset }: ReportOrigin = {},
  ): ReportData {
    const { testGood, testDefective } = evaluation;
    const name = `${evaluation.dataset} / ${evaluation.category}`;
    return {
      title: dataset?.title ?? `nominal: ${name}`,
      generatedBy: `nominal ${version}`,
      measuredOn,
      summary: summaryRows(evaluation, dataset?.name ?? name),
      charts: chartsOf(evaluation),
      heatScale: this.#heatScale,
      gallery: this.#namedItems(),
      galleryNote: {
        say: 'galleryNote',
        values: {
          defective: this.#defective.length,
          allDefective: testDefective,
          good: this.#good.length,
          allGood: testGood,
        },
      },
      configuration: configurationRows(evaluation),
      command,
    };
  }

  /** The items, named relative to the folder that holds all test images: short, and the same on every machine. */
  #namedItems(): ReportItem[] {
    const names = relativeNames(this.#paths);
    const nameOf = new Map(this.#paths.map((path, i) => [path, names[i]]));
    return [...this.#defective, ...this.#good].map((item) => ({
      ...item,
      name: nameOf.get(item.name) ?? item.name,
    }));
  }
}
