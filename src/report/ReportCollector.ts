import type { Sample } from '../datasets/index.ts';
import type { Detector, Evaluation, Inspection } from '../detector/index.ts';
import { relativeNames } from '../files/index.ts';
import { version } from '../version.ts';
import { chartsOf } from './charts/chartsOf.ts';
import { type HeatScale, heatScaleOf } from './heatMap.ts';
import type { ReportData, ReportItem } from './ReportData.ts';
import { reportItemOf } from './reportItem.ts';
import { configurationRows, summaryRows } from './tableRows.ts';

/** How much a report shows. */
export interface ReportOptions {
  /** Most good and most defective images of the gallery, the hardest first; 24 each unless told. */
  readonly galleryImages?: number;
}

/** Where figures come from, beside the data set. */
export interface ReportOrigin {
  /** When and on what machine: "2026-03-01 on ARM Cortex-A76, 4 threads". Said by the caller, so that a page made again from the same figures is the same. */
  readonly measuredOn?: string | null;
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
  #heatScale: HeatScale | null = null;

  constructor({ galleryImages = 24 }: ReportOptions = {}) {
    this.#galleryImages = galleryImages;
  }

  /** To be handed to `evaluate` as `onInspection`. */
  readonly add = async (
    sample: Sample,
    inspection: Inspection,
    { model, pixelThreshold }: Pick<Detector, 'model' | 'pixelThreshold'>,
  ): Promise<void> => {
    this.#heatScale ??= heatScaleOf(model.calibration.mapTails, pixelThreshold);
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
   * Everything gathered: defective images first, the least anomalous first, then good ones, the most anomalous first.
   *
   * @param command that makes the page again; it is shown as it is, paths and all.
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

  /** Items named below the folder that holds all test images: short, and alike on every machine. */
  #namedItems(): ReportItem[] {
    const names = relativeNames(this.#paths);
    const nameOf = new Map(this.#paths.map((path, i) => [path, names[i]]));
    return [...this.#defective, ...this.#good].map((item) => ({
      ...item,
      name: nameOf.get(item.name) ?? item.name,
    }));
  }
}
