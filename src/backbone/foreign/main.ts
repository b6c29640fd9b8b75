// The process that runs a graph of another program: a call into ONNX Runtime can be ended only with its process.
import process from 'node:process';
import { whenParentEnds } from '../../files/index.ts';
import { loadOnnxRuntime, Tensor } from '../ort/onnxRuntime.ts';
import type { GraphAnswer, GraphOutput, GraphOutputs, GraphRequest } from './messages.ts';

/** Most values of an output that are sent back: 2364 x 2364 pixels of three channels. */
const MAX_VALUES = 2 ** 24;

const send = (answer: GraphAnswer, then?: () => void) =>
  process.send?.(answer, undefined, {}, () => then?.());

async function run({ model, runs, values }: GraphRequest): Promise<GraphAnswer> {
  let stage: 'load' | 'run' = 'load';
  try {
    const options = {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    } as const;
    const { InferenceSession } = loadOnnxRuntime();
    const session =
      typeof model === 'string'
        ? await InferenceSession.create(model, options)
        : await InferenceSession.create(model, options);
    stage = 'run';
    const outputs: GraphOutputs[] = [];
    for (const inputs of runs) {
      const feeds = Object.fromEntries(
        inputs.map(([name, { type, data, dims }]) => [
          name ?? session.inputNames[0],
          new Tensor(type, data, dims),
        ]),
      );
      const results = Object.entries(await session.run(feeds));
      outputs.push(
        new Map(results.map(([name, tensor]) => [name, outputOf(tensor, values.includes(name))])),
      );
    }
    return { type: 'done', outputs };
  } catch (error) {
    return {
      type: 'failed',
      stage,
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

function outputOf({ type, dims, data }: Tensor, wanted: boolean): GraphOutput {
  if (!wanted || !(data instanceof Float32Array)) return { type, dims, data: null };
  if (data.length > MAX_VALUES) throw new RangeError(`an output of ${data.length} values`);
  return { type, dims, data };
}

process.once('message', (request: GraphRequest) => {
  void run(request).then((answer) => send(answer, () => process.exit(0)));
});
// The parent ends this process; Ctrl-C in a terminal, which reaches all processes, is ignored here.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
whenParentEnds(() => process.exit(0));
send({ type: 'ready' });
