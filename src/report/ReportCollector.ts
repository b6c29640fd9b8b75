import type { HeatScale } from '../core/calibration/index.ts';
import type { Sample } from '../datasets/index.ts';
import type { Evaluation, Inspection } from '../detector/index.ts';
import { relativeNames } from '../files/index.ts';
import { version } from '../version.ts';
import { chartsOf } from './charts/chartsOf.ts';
import type { ReportData, ReportItem } from './ReportData.ts';
import { reportItemOf } from './reportItem.ts';
import { configurationRows, summaryRows } from './tableRows.ts';

/** How much a report shows. */
export interface ReportOptions {
  /** Maximum number of good and of defective images in the gallery, the hardest first; 24 of each by default. */
  readonly galleryImages?: number;
}

/** Where figures come from, in addition to the data set. */
export interface ReportOrigin {
  /** When and on what machine: "2026-03-01 on ARM Cortex-A76, 4 threads". The caller states it, so that the same figures always make the same page. */
  readonly measuredOn?: string | null;
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
  #heatScale: HeatScale | null = null;

  constructor({ galleryImages = 24 }: ReportOptions = {}) {
    this.#galleryImages = galleryImages;
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
    kept.splice(at, 0, await reportItemOf(sample, inspection, this.#heatScale));
    if (kept.length > this.#galleryImages) kept.pop();
  };

  /**
   * Everything gathered. Defective images come first, from the least anomalous on, then good ones, from the most anomalous on.
   *
   * @param command the command that makes the page again; it is shown as it is, including its paths.
   */
  data(
    evaluation: Evaluation,
    command: string,
    { measuredOn = null }: ReportOrigin = {},
  ): ReportData {
    const { testGood, testDefective, dataset, category } = evaluation;
    return {
      title: `nominal: ${dataset} / ${category}`,
      generatedBy: `nominal ${version}`,
      measuredOn,
      summary: summaryRows(evaluation),
      charts: chartsOf(evaluation),
      heatScale: this.#heatScale,
      gallery: this.#namedItems(),
      galleryNote:
        `The hardest images: ${this.#defective.length} of ${testDefective} defective ones, the least anomalous first, ` +
        `then ${this.#good.length} of ${testGood} good ones, the most anomalous first.`,
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
