import { RgbImage } from '../core/image/index.ts';
import { rocCurve } from '../core/metrics/index.ts';
import { readMask, type Sample } from '../datasets/index.ts';
import { type Detector, type Evaluation, type Inspection, overlayOf } from '../detector/index.ts';
import { relativeNames } from '../files/index.ts';
import { encodeJpeg } from '../image/index.ts';
import { version } from '../version.ts';
import type { ReportData, ReportItem, ReportRow } from './ReportData.ts';

/** Gathers what a report page shows while a data set is evaluated. */
export class ReportCollector {
  readonly #items: ReportItem[] = [];
  #threshold: number | null = null;
  #configuration: readonly ReportRow[] = [];

  /** To be handed to `evaluate` as `onInspection`. */
  readonly add = async (
    sample: Sample,
    inspection: Inspection,
    detector: Detector,
  ): Promise<void> => {
    const { image, verdict, imageScore, pValue, regions } = inspection;
    this.#threshold = detector.threshold;
    this.#configuration = configurationRows(detector);
    this.#items.push({
      name: sample.path,
      label: sample.label === 'good' ? 'good' : (sample.defectType ?? 'defective'),
      verdict,
      imageScore,
      pValue,
      regions,
      imageJpegBase64: base64(await encodeJpeg(image)),
      overlayJpegBase64: base64(await encodeJpeg(overlayOf(inspection))),
      maskJpegBase64: await maskOf(sample, image),
    });
  };

  /** Items named below the folder that holds them all: a page that is passed on tells no path of this machine. */
  #namedItems(): ReportItem[] {
    const names = relativeNames(this.#items.map(({ name }) => name));
    return this.#items.map((item, i) => ({ ...item, name: names[i] }));
  }

  /** Everything gathered, defective images first, those with the highest scores first. */
  data(evaluation: Evaluation, command: string): ReportData {
    const good = this.#items
      .filter(({ label }) => label === 'good')
      .map(({ imageScore }) => imageScore);
    const defective = this.#items
      .filter(({ label }) => label !== 'good')
      .map(({ imageScore }) => imageScore);
    const labels = [...good.map(() => false), ...defective.map(() => true)];
    const isGood = ({ label }: ReportItem) => Number(label === 'good');
    return {
      title: `nominal: ${evaluation.category}`,
      generatedBy: `nominal ${version}`,
      summary: summaryRows(evaluation, this.#threshold),
      scores: { good, defective, threshold: this.#threshold },
      roc: rocCurve([...good, ...defective], labels),
      gallery: this.#namedItems().toSorted(
        (a, b) => isGood(a) - isGood(b) || b.imageScore - a.imageScore,
      ),
      configuration: this.#configuration,
      command,
    };
  }
}

function summaryRows(e: Evaluation, threshold: number | null): ReportRow[] {
  return [
    { label: 'Data set', value: e.dataset },
    { label: 'Category', value: e.category },
    { label: 'Good images learned from', value: e.train, kind: 'count' },
    { label: 'Good test images', value: e.testGood, kind: 'count' },
    { label: 'Defective test images', value: e.testDefective, kind: 'count' },
    { label: 'Image AUROC', value: e.imageAuroc, kind: 'score' },
    { label: 'Pixel AUROC', value: e.pixelAuroc, kind: 'score' },
    { label: 'AUPRO up to 0.30', value: e.aupro30, kind: 'score' },
    { label: 'Best F1 in hindsight', value: e.f1Max, kind: 'score' },
    { label: 'Defects found at 1 % false rejects', value: e.detectionRateAt1, kind: 'share' },
    { label: 'Defects found at 5 % false rejects', value: e.detectionRateAt5, kind: 'share' },
    { label: 'Threshold', value: threshold },
    { label: 'Good test images rejected', value: e.falseRejectRate, kind: 'share' },
    { label: 'Defective images found', value: e.detectionRate, kind: 'share' },
    { label: 'Memory bank rows', value: e.bankRows, kind: 'count' },
    { label: 'Fit', value: e.fitSeconds, kind: 'seconds' },
    { label: 'Inspection of one image', value: e.msPerImage, kind: 'milliseconds' },
  ];
}

function configurationRows({ model }: Detector): ReportRow[] {
  return Object.entries(model.config).map(([label, value]) => ({
    label,
    value:
      typeof value === 'number' || typeof value === 'string'
        ? value
        : JSON.stringify(value ?? null),
  }));
}

async function maskOf({ maskPath }: Sample, { height, width }: RgbImage): Promise<string | null> {
  if (maskPath === null) return null;
  const mask = await readMask(maskPath, height, width);
  const pixels = new Uint8Array(mask.length * 3);
  for (const [i, defective] of mask.entries())
    pixels.fill(defective === 0 ? 0 : 255, i * 3, i * 3 + 3);
  return base64(await encodeJpeg(new RgbImage(height, width, pixels)));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
