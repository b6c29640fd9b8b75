import { env, InferenceSession, type Tensor } from 'onnxruntime-web/wasm';
import { NominalError } from '../../errors/index.ts';
import { runtimeAddress } from './assets.ts';

/**
 * Loads an ONNX model into ONNX Runtime's WebAssembly.
 *
 * @param threads only the count of the first session takes effect: the runtime has a single pool.
 * @throws NominalError BACKBONE_INVALID if ONNX Runtime refuses the model.
 */
export async function createOrtSession(
  model: Uint8Array,
  source: string,
  threads: number,
): Promise<InferenceSession> {
  env.wasm.wasmPaths = runtimeAddress();
  env.wasm.numThreads = threads;
  env.logLevel = 'error';
  try {
    return fillOutputs(
      await InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 }),
    );
  } catch (cause) {
    throw new NominalError('BACKBONE_INVALID', {
      what: `${source} cannot be loaded`,
      expected: 'an ONNX model that ONNX Runtime can run',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Check that the page may run WebAssembly and that its files are those of the package',
      cause,
    });
  }
}

/**
 * Fills the output tensors that a caller passes, as ONNX Runtime for Node does; the one for browsers
 * (1.30) leaves them unchanged.
 */
function fillOutputs(session: InferenceSession): InferenceSession {
  const run = session.run.bind(session);
  return Object.assign(session, {
    run: async (
      feeds: InferenceSession.FeedsType,
      fetches: Readonly<Record<string, Tensor>> = {},
    ): Promise<InferenceSession.ReturnType> => {
      const names = Object.keys(fetches);
      if (names.length === 0) return run(feeds);
      const results = await run(feeds, names);
      for (const [name, { data }] of Object.entries(fetches)) {
        const values = results[name].data;
        if (data instanceof Float32Array && values instanceof Float32Array) data.set(values);
        else if (data instanceof Int32Array && values instanceof Int32Array) data.set(values);
        else throw new TypeError(`the output ${name} is neither float32 nor int32`);
      }
      return fetches;
    },
  });
}
