import type { Job, Tables } from '../store/index.ts';
import { parametersOf } from './jobParameters.ts';
import type { TaskResult } from './tasks.ts';

/** What a job's result says, as it is shown; the model that came of it is recorded and put to use. */
export async function publishResult(
  job: Job,
  result: TaskResult,
  tables: Tables,
): Promise<unknown> {
  const parameters = parametersOf(job);
  switch (parameters.kind) {
    case 'fit':
    case 'update':
    case 'calibrate': {
      const { summary, bytes } = result;
      if (summary === undefined || bytes === undefined) throw new TypeError('a model is missing');
      const parentId = parameters.kind === 'fit' ? null : parameters.parentId;
      const { version } = await tables.models.publish({
        id: parameters.modelId,
        productId: job.productId,
        kind: parameters.kind,
        parentId,
        bytes,
        summary,
        training:
          parameters.kind === 'calibrate'
            ? ((await tables.models.get(parameters.parentId))?.training ?? [])
            : parameters.images,
        createdBy: job.createdBy,
      });
      const action = `model.${parameters.kind}`;
      await tables.audit.add(job.createdBy, action, parameters.modelId, { version });
      return { modelId: parameters.modelId, version, reviewed: result.reviewed ?? [] };
    }
    case 'screen':
      return { screened: result.screened ?? [] };
    default:
      return {};
  }
}
