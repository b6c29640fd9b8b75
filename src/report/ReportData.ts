import type { HeatScale } from './heatMap.ts';

/** One row of a table: what it is, and its value as text or number. */
export interface ReportRow {
  readonly label: string;
  /** Numbers are written with four decimals at most unless `kind` says otherwise; null is written as "not measured". */
  readonly value: string | number | boolean | null;
  /** How a number is written: a `score` (AUROC and the like, 0..1) with four decimals, a `share` (0..1) in percent. */
  readonly kind?: 'score' | 'share' | 'count' | 'seconds' | 'milliseconds' | 'megabytes';
  /** 95 % interval of the value, written behind it in the same way; null where a bootstrap cannot tell it. */
  readonly interval?: readonly [low: number, high: number] | null;
  /** The value in full, shown where a pointer rests on it. */
  readonly title?: string;
}

/** Where in an image something anomalous was found, in pixels of the image. */
export interface ReportRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly maxScore: number;
}

/** One inspected image of the gallery. */
export interface ReportItem {
  /** File name or path, as the user knows it. */
  readonly name: string;
  /** The truth. */
  readonly defective: boolean;
  /** What the data set calls the defect, in its own words, "good" perhaps among them; null where it has no word for it. */
  readonly defectType: string | null;
  readonly verdict: 'nominal' | 'anomalous';
  /** Higher is more anomalous. */
  readonly imageScore: number;
  /** How rare such a score is among good parts, 0..1, or null if the model is not calibrated. */
  readonly pValue: number | null;
  /** JPEG bytes, base64 without a prefix. */
  readonly imageJpegBase64: string;
  /** The whole anomaly map over the image, on the scale of the page, likewise. */
  readonly heatMapJpegBase64: string;
  /** The true defect, white on black, likewise; null if there is none. */
  readonly maskJpegBase64: string | null;
  readonly regions: readonly ReportRegion[];
}

/** One chart of the page. */
export interface ReportChart {
  readonly title: string;
  /** SVG text, whose data is escaped already. */
  readonly svg: string;
  /** What the colors stand for. */
  readonly key?: readonly { readonly color: 'good' | 'bad'; readonly label: string }[];
  /** A sentence below the chart. */
  readonly note?: string;
  /** Takes the room of two. */
  readonly wide?: boolean;
}

/** Everything that a report page shows; the caller chooses and orders the gallery. */
export interface ReportData {
  /** Heading and title of the page. */
  readonly title: string;
  /** Name and version of the program: "nominal 0.1.0". */
  readonly generatedBy: string;
  /** When and on what machine the times were measured; null where it is not said. */
  readonly measuredOn: string | null;
  /** The figures of the summary table, in order. */
  readonly summary: readonly ReportRow[];
  readonly charts: readonly ReportChart[];
  /** What the gallery shows of how many images, in a sentence. */
  readonly galleryNote: string;
  /** What the colors of the gallery's heat maps mean; null where there is none. */
  readonly heatScale: HeatScale | null;
  readonly gallery: readonly ReportItem[];
  /** The resolved configuration. */
  readonly configuration: readonly ReportRow[];
  /** The command that makes this report again, as it was typed: its paths are those of the machine. */
  readonly command: string;
}
