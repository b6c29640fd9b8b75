import type { FitConfig } from 'nominal-vision/internal/config';
import type { Job, StoredModel } from '../store/index.ts';

/** An image of the review set, as a job keeps it. */
export interface ReviewedImage {
  readonly inspectionId: number;
  readonly sha256: string;
  readonly label: 'good' | 'defective';
}

/** What each kind of job was asked for: complete, so that it can be done again after a restart. */
export type JobParameters =
  | {
      readonly kind: 'fit';
      /** Id of the model that comes of it. */
      readonly modelId: string;
      readonly images: readonly string[];
      readonly config: FitConfig;
    }
  | {
      readonly kind: 'update';
      readonly modelId: string;
      readonly parentId: string;
      readonly images: readonly string[];
      readonly config: FitConfig;
      readonly falseRejectRate: number;
      readonly reviewed: readonly ReviewedImage[];
    }
  | {
      readonly kind: 'calibrate';
      readonly modelId: string;
      readonly parentId: string;
      readonly images: readonly string[];
    }
  | {
      readonly kind: 'screen';
      readonly images: readonly string[];
      readonly config: FitConfig;
    }
  | {
      readonly kind: 'report';
      readonly title: string;
      readonly images: readonly string[];
      readonly config: FitConfig;
      readonly reviewed: readonly ReviewedImage[];
    }
  | {
      readonly kind: 'inspect';
      readonly images: readonly { readonly sha256: string; readonly name: string }[];
    };

/** Jobs that are done in a process of their own, one at a time. */
export const processKinds = ['fit', 'update', 'calibrate', 'screen', 'report'] as const;

/** The parameters of a job; they were written by this program. */
export function parametersOf(job: Job): JobParameters {
  return job.parameters as JobParameters;
}

/** The kinds of job that make a model. */
export type ModelKind = Exclude<StoredModel['kind'], 'upload'>;
