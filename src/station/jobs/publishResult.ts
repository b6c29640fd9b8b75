import type { Job, Store } from '../../store/index.ts';
import { parametersOf } from './jobParameters.ts';
import type { TaskResult } from './tasks.ts';

/** What a job's result says, as it is shown; the model that came of it is recorded and put to use. */
export function publishResult(job: Job, result: TaskResult, store: Store): unknown {
  const parameters = parametersOf(job);
  switch (parameters.kind) {
    case 'fit':
    case 'update':
    case 'calibrate': {
      const { summary, bytes } = result;
      if (summary === undefined || bytes === undefined) throw new TypeError('a model is missing');
      const parentId = parameters.kind === 'fit' ? null : parameters.parentId;
      const { version } = store.models.publish({
        id: parameters.modelId,
        productId: job.productId,
        kind: parameters.kind,
        parentId,
        bytes,
        summary,
        training:
          parameters.kind === 'calibrate'
            ? (store.models.get(parameters.parentId)?.training ?? [])
            : parameters.images,
        createdBy: job.createdBy,
      });
      store.audit.add(job.createdBy, `model.${parameters.kind}`, parameters.modelId, { version });
      return { modelId: parameters.modelId, version, reviewed: result.reviewed ?? [] };
    }
    case 'screen':
      return { screened: result.screened ?? [] };
    default:
      return {};
  }
}
