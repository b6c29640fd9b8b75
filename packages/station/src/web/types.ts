import type { Resolution } from 'nominal-vision/internal/core/image';
import type { FitConfig } from 'nominal-vision/internal/config';
import type { drawingSchema } from 'nominal-vision/internal/image';
import type { z } from 'zod';
import type {
  addedImagesSchema,
  alarmSchema,
  auditSchema,
  binItemSchema,
  calibrationSchema,
  countsSchema,
  inspectResultSchema,
  jobSchema,
  modelSchema,
  presetSchema,
  productSchema,
  sessionSchema,
  shiftSchema,
  shiftSettingsSchema,
  sinkViewSchema,
  sourceSchema,
  sourceTimesSchema,
  statisticsSchema,
  storageSchema,
  testImageSchema,
  testMessageSchema,
  testPictureSchema,
  testRunSchema,
  tokenSchema,
  trainingImageSchema,
} from '../api/schemas.ts';
import type { CleanUp, CleanUpPreview } from '../storage/CleanUps.ts';
import type { Retention } from '../storage/retention.ts';
import type { TriedSize } from '../jobs/kinds/sizes.ts';
import type { StressReport } from 'nominal-vision/internal/stress';
import type { ReviewOutcome } from '../jobs/tasks.ts';
import type { inspectionSchema, Review } from '../store/index.ts';

// The console speaks with the types that the server validates by.
/** A product; the station fills in every setting that was not given. */
export type Product = Omit<z.output<typeof productSchema>, 'config'> & {
  readonly config: FitConfig;
};
export type TrainingImage = z.output<typeof trainingImageSchema>;
export type AddedImages = z.output<typeof addedImagesSchema>;
export type Model = Omit<z.output<typeof modelSchema>, 'config'> & {
  /** What it was fitted with; null if that was not kept. */
  readonly config: FitConfig | null;
};
export type Calibration = z.output<typeof calibrationSchema>;
export type Inspection = z.output<typeof inspectionSchema>;
export type InspectResult = z.output<typeof inspectResultSchema>;
export type Statistics = z.output<typeof statisticsSchema>;
export type Session = z.output<typeof sessionSchema>;
export type Source = z.output<typeof sourceSchema>;
export type Sink = z.output<typeof sinkViewSchema>;
export type TestPicture = z.output<typeof testPictureSchema>;
export type TestMessage = z.output<typeof testMessageSchema>;
export type SourceTimes = z.output<typeof sourceTimesSchema>;
export type Storage = z.output<typeof storageSchema>;
export type Token = z.output<typeof tokenSchema>;
export type AuditEntry = z.output<typeof auditSchema>;
export type Alarm = z.output<typeof alarmSchema>;
export type Shift = z.output<typeof shiftSchema>;
export type ShiftSettings = z.output<typeof shiftSettingsSchema>;
export type TestImage = z.output<typeof testImageSchema>;
export type TestRun = z.output<typeof testRunSchema>;
export type Job = z.output<typeof jobSchema>;
export type { LineAlarms, StationAlarms } from '../alarms/settings.ts';
export type { CleanUp, CleanUpPreview, Retention };
export type { FitConfig, Review, ReviewOutcome, TriedSize };

export type Counts = z.output<typeof countsSchema>;
export type BinItem = z.output<typeof binItemSchema>;
/** A region of interest as it is drawn. */
export type Drawing = z.output<typeof drawingSchema>;
/** A named fit configuration: those settings in which presets differ. */
export type Preset = Omit<z.output<typeof presetSchema>, 'config'> & {
  readonly config: Partial<FitConfig>;
};

/** Result of a job that makes a model. */
export interface ModelJobResult {
  readonly modelId: string;
  readonly version: number;
  readonly reviewed: readonly ReviewOutcome[];
}

/** Result of a fit. */
export interface FitJobResult extends ModelJobResult {
  /** Absent in results of older versions. */
  readonly resolution?: Resolution | null;
}

/** Result of a screening. */
export interface ScreenJobResult {
  readonly screened: readonly { readonly sha256: string; readonly score: number }[];
}

export type { StressReport };

/** Result of trying sizes, the best first. */
export interface SizesJobResult {
  readonly sizes: readonly TriedSize[];
  readonly train: number;
  readonly heldOut: number;
}
