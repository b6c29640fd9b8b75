import type { FitConfig } from 'nominal-vision/internal/config';
import type { PlainError } from 'nominal-vision/internal/errors';
import type { AlarmKind } from '../alarms/settings.ts';
import type { Calibration, ScorePlace } from 'nominal-vision/internal/model';

/** A kind of part that is inspected. */
export interface Product {
  readonly id: string;
  readonly name: string;
  /** What its next model is fitted with. */
  readonly config: FitConfig;
  /** Share of good parts that may be rejected, in (0, 1). */
  readonly falseRejectRate: number;
  /** A raw threshold that was set by hand for the model in use; null for that of the rate. */
  readonly threshold: number | null;
  /** The model in use; null before the first fit. */
  readonly modelId: string | null;
  /** ISO 8601, as all times here. */
  readonly createdAt: string;
}

/** An image file, kept once under the SHA-256 of its bytes. */
export interface StoredImage {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** When it came last, to the hour. */
  readonly receivedAt: string;
}

/** A good image that a product's next model is fitted from. */
export interface ProductImage {
  readonly sha256: string;
  readonly name: string;
  readonly origin: 'upload' | 'review';
  readonly addedAt: string;
}

/** What is shown of a model without reading it. */
export interface ModelSummary {
  readonly bankRows: number;
  readonly dimension: number;
  readonly backbone: string;
  /** Images that it was fitted from and extended with. */
  readonly images: number;
  /** How these scores were measured; absent in models of earlier versions. */
  readonly calibrationMethod?: Calibration['method'];
  /** What was asked for at its fit; absent in older records, and if it was uploaded. */
  readonly config?: FitConfig;
  /** Scores of good images that their memory bank had not seen. */
  readonly calibrationScores: readonly number[];
  /** Whether a tail model sets its threshold of a rate that they do not resolve; absent in older records. */
  readonly extrapolate?: boolean;
  /** For each where it comes from; absent in older records, and if zones are judged separately. */
  readonly calibrationPlaces?: readonly (ScorePlace | null)[];
  /** For each the SHA-256 of its file; null if it was not this station's. */
  readonly calibrationImages: readonly (string | null)[];
}

/** How a model came to be: by a job of this kind, or from elsewhere. */
export const modelKinds = ['fit', 'update', 'calibrate', 'upload'] as const;
export type ModelKind = (typeof modelKinds)[number];

/** One version of a product's model. Its file lies in the data folder under its id. */
export interface StoredModel {
  readonly id: string;
  readonly productId: string;
  /** 1, 2, 3 … within the product. */
  readonly version: number;
  readonly kind: ModelKind;
  /** The model that it was made from. */
  readonly parentId: string | null;
  readonly bytes: number;
  readonly summary: ModelSummary;
  /** SHA-256 of the image files that it rests on; empty if unknown. */
  readonly training: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
}

/** Where a job stands. */
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** A long piece of work, kept so that it goes on after a restart. */
export interface Job {
  readonly id: string;
  /** A key of the table of kinds of job. */
  readonly kind: string;
  readonly productId: string;
  readonly parameters: unknown;
  readonly state: JobState;
  readonly progress: unknown;
  readonly result: unknown;
  readonly error: PlainError | null;
  /** How often it was begun. */
  readonly attempts: number;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly createdBy: string;
}

/** What a token allows: each scope includes those before it. */
export const scopes = ['inspect', 'review', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** A token without its secret, which is not kept. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: string;
}

/** Who changed what. */
export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly details: unknown;
}

/** A message that a sink has yet to take. */
export interface OutboxMessage {
  readonly id: number;
  readonly sink: string;
  readonly payload: string;
  readonly attempts: number;
}

/** Something on a line, or of the station, that a person should see to. */
export interface Alarm {
  readonly id: number;
  /** Null: of the station itself. */
  readonly productId: string | null;
  readonly kind: AlarmKind;
  /** The figures that it was raised by. */
  readonly measured: Readonly<Record<string, number | string>>;
  readonly raisedAt: string;
  /** Null while it stands. */
  readonly endedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
}
