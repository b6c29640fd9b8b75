import type { HeatScale } from '../core/calibration/index.ts';
import type { Decision, Region } from '../decision/index.ts';
import type { ReportText } from './texts/phrase.ts';

/** One row of a table: a label and its value. */
export interface ReportRow {
  readonly label: ReportText;
  /** A number is written with up to four significant digits unless `kind` is given; null is written as "not measured". */
  readonly value: ReportText | number | boolean | null;
  /** How a number is written: a `score` (AUROC and the like, 0..1) with four decimals, a `share` (0..1) in percent. */
  readonly kind?: 'score' | 'share' | 'count' | 'seconds' | 'milliseconds' | 'megabytes';
  /** 95 % interval of the value, written after it in the same format; null where the bootstrap gives none. */
  readonly interval?: readonly [low: number, high: number] | null;
  /** The value in full, shown when the pointer rests on it. */
  readonly title?: string;
}

/** The place of an anomaly, in pixels of the image. */
export type ReportRegion = Pick<
  Region,
  'x' | 'y' | 'width' | 'height' | 'maxScore' | 'belowPixelThreshold'
>;

/** One inspected image of the gallery. */
export interface ReportItem extends Pick<Decision, 'verdict' | 'imageScore'> {
  /** File name or path, as the user knows it. */
  readonly name: string;
  /** Whether the image truly shows a defect. */
  readonly defective: boolean;
  /** The data set's own name for the defect, which may even be "good"; null if it has none. */
  readonly defectType: string | null;
  /** Probability of such a score among good parts, 0..1; null if the model is not calibrated. */
  readonly pValue: number | null;
  /** JPEG bytes, base64 without a prefix. */
  readonly imageJpegBase64: string;
  /** The whole anomaly map over the image, on the page's heat scale; JPEG bytes in base64. */
  readonly heatMapJpegBase64: string;
  /** The true defect, white on black; JPEG bytes in base64, or null if there is none. */
  readonly maskJpegBase64: string | null;
  /** The good image with the patch that is nearest to the highest one; null where its file is not known. */
  readonly nearest: { readonly name: string; readonly jpegBase64: string } | null;
  readonly regions: readonly ReportRegion[];
}

/** One chart of the page. */
export interface ReportChart {
  readonly title: ReportText;
  /** SVG text, which is put into the page as it is: text from the data is already escaped in it. */
  readonly svg: string;
  /** The meaning of the colors. */
  readonly key?: readonly { readonly color: 'good' | 'bad'; readonly label: ReportText }[];
  /** A sentence below the chart. */
  readonly note?: ReportText;
  /** Whether it takes the width of two charts. */
  readonly wide?: boolean;
}

/** Everything that a report page shows; the caller chooses and orders the gallery. */
export interface ReportData {
  /** Heading and title of the page. */
  readonly title: ReportText;
  /** Name and version of the program: "nominal 0.1.0". */
  readonly generatedBy: string;
  /** When and on what machine the times were measured; null if unknown. */
  readonly measuredOn: string | null;
  /** The figures of the summary table, in order. */
  readonly summary: readonly ReportRow[];
  readonly charts: readonly ReportChart[];
  /** A sentence on which images the gallery shows. */
  readonly galleryNote: ReportText;
  /** The scale of the gallery's heat maps; null if there are none. */
  readonly heatScale: HeatScale | null;
  readonly gallery: readonly ReportItem[];
  /** The resolved configuration. */
  readonly configuration: readonly ReportRow[];
  /** The command that makes this report again, as it was typed, with the paths of the machine it ran on. */
  readonly command: ReportText;
}
