import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Job, Store } from '../store/index.ts';
import { configOnDisk } from './configOnDisk.ts';
import { parametersOf, type ReviewedImage } from './jobParameters.ts';
import type { LabeledImage, Task } from './tasks.ts';

/** A job with the paths that its process reads and writes; null for one that needs no process. */
export async function taskOf(job: Job, store: Store): Promise<Task | null> {
  const parameters = parametersOf(job);
  const paths = (images: readonly string[]) => images.map((sha256) => store.images.path(sha256));
  const labeled = (reviewed: readonly ReviewedImage[]): LabeledImage[] =>
    reviewed.map(({ inspectionId, sha256, label }) => ({
      inspectionId,
      label,
      path: store.images.path(sha256),
    }));
  switch (parameters.kind) {
    case 'inspect':
      return null;
    case 'fit':
      return {
        kind: 'fit',
        images: paths(parameters.images),
        config: configOnDisk(parameters.config, store),
        output: store.modelPath(parameters.modelId),
      };
    case 'update':
      return {
        kind: 'update',
        model: store.modelPath(parameters.parentId),
        images: paths(parameters.images),
        config: configOnDisk(parameters.config, store),
        falseRejectRate: parameters.falseRejectRate,
        reviewed: labeled(parameters.reviewed),
        output: store.modelPath(parameters.modelId),
      };
    case 'calibrate':
      return {
        kind: 'calibrate',
        model: store.modelPath(parameters.parentId),
        images: paths(parameters.images),
        output: store.modelPath(parameters.modelId),
      };
    case 'screen':
      return {
        kind: 'screen',
        images: paths(parameters.images),
        config: configOnDisk(parameters.config, store),
      };
    case 'report': {
      const output = store.reportPath(job.productId);
      await mkdir(dirname(output), { recursive: true });
      return {
        kind: 'report',
        title: parameters.title,
        config: configOnDisk(parameters.config, store),
        training: paths(parameters.images),
        reviewed: labeled(parameters.reviewed),
        output,
      };
    }
  }
}
