import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { NominalError, throwIfCancelled } from 'nominal-vision/internal/errors';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import { encodeModel, type Model } from 'nominal-vision/internal/model';
import type { JobOptions } from 'nominal-vision/internal/progress';
import type { Job, ModelKind, ModelSummary, Tables } from '../../store/index.ts';
import type { ReviewOutcome } from '../tasks.ts';
import type { JobStart } from './JobKind.ts';
import { removePartial } from './removePartial.ts';
import { summaryOf } from './summaryOf.ts';

/** What the kinds of job that make a model have in common. */
const makesModel: Readonly<Record<Exclude<ModelKind, 'upload'>, true>> = {
  fit: true,
  update: true,
  calibrate: true,
};

/** A model file that a process has written. */
export interface SavedModel {
  readonly summary: ModelSummary;
  readonly bytes: number;
}

/** Two jobs that each make the product's next model would race. @throws NominalError `CONFLICT`. */
export async function refuseSecond({ product, tables }: JobStart): Promise<void> {
  const open = (await tables.jobs.open(product.id)).find(({ kind }) => kind in makesModel);
  if (open === undefined) return;
  throw new NominalError('CONFLICT', {
    reason: 'modelBusy',
    what: 'a model of this product is being made already',
    received: `${open.kind} ${open.id}, ${open.state}`,
    remedy: 'Wait for it, or cancel it',
  });
}

/**
 * Writes a model, whole or not at all. It names its region by its content, and holds no path.
 *
 * @throws NominalError `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function saveModel(
  model: Model,
  output: string,
  { signal, onProgress }: JobOptions,
): Promise<SavedModel> {
  throwIfCancelled(signal);
  const { roi } = model.config;
  const named =
    roi === null ? model : { ...model, config: { ...model.config, roi: basename(roi) } };
  const bytes = encodeModel(named);
  await writeFileAtomic(output, bytes, signal === undefined ? {} : { signal });
  onProgress?.({ phase: 'write', doneBytes: bytes.length, totalBytes: bytes.length });
  return { summary: summaryOf(model), bytes: bytes.length };
}

/** Removes a model that was not published, and what is left of writing it. */
export async function discardModel({ output }: { readonly output: string }): Promise<void> {
  await rm(output, { force: true });
  await removePartial(output);
}

/** What is shown as the result of a job that made a model. */
export interface PublishedModel {
  readonly modelId: string;
  readonly version: number;
  readonly reviewed: readonly ReviewOutcome[];
}

/** Records a model and puts it to use. */
export async function publishModel(
  model: SavedModel & {
    readonly kind: keyof typeof makesModel;
    readonly id: string;
    readonly parentId: string | null;
    readonly training: readonly string[];
    readonly reviewed?: readonly ReviewOutcome[];
  },
  { productId, createdBy }: Job,
  { models, audit }: Tables,
): Promise<PublishedModel> {
  const { reviewed = [], ...file } = model;
  const parent = model.parentId === null ? null : await models.get(model.parentId);
  // What is made of a version was asked for with its settings.
  const inherited = parent?.summary.config === undefined ? {} : { config: parent.summary.config };
  const summary = { ...inherited, ...model.summary };
  const { version } = await models.publish({ ...file, summary, productId, createdBy });
  await audit.add(createdBy, `model.${model.kind}`, model.id, { version });
  return { modelId: model.id, version, reviewed };
}
