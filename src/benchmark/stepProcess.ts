import type { FitConfig, RuntimeOptions } from '../config/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { type Evaluation, evaluate, FeatureCache } from '../detector/index.ts';
import { NominalError } from '../errors/index.ts';
import { whenParentEnds } from '../files/index.ts';
import { giveParentSigns, type SignOfLife } from '../watchdog/index.ts';

/** The request to the process of a step. */
export interface StepRequest {
  readonly dataset: Dataset;
  readonly config: FitConfig;
  readonly runtime: RuntimeOptions;
  readonly featuresFolder: string | null;
}

/** Its answer. */
export type StepAnswer =
  | { readonly evaluation: Evaluation }
  | { readonly failure: { readonly code: string; readonly message: string } };

/** Its messages. */
export type StepMessage = SignOfLife | StepAnswer;

process.once('message', (request: StepRequest) => {
  void answer(request).then((message) => {
    process.send?.(message, () => process.disconnect());
  });
});
// Without the process that asked, nobody needs the answer.
whenParentEnds(() => process.exit());
giveParentSigns();

async function answer({
  dataset,
  config,
  runtime,
  featuresFolder,
}: StepRequest): Promise<StepAnswer> {
  try {
    const cache = featuresFolder === null ? null : new FeatureCache(featuresFolder);
    return { evaluation: await evaluate(dataset, config, { runtime, cache }) };
  } catch (error) {
    const code = error instanceof NominalError ? error.code : 'INTERNAL';
    return { failure: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}
