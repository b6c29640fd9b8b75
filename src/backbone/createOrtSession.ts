import * as ort from 'onnxruntime-node';
import { NominalError } from '../errors/index.ts';

// ONNX Runtime's builds from npm report their use to their maker unless told not to; this program
// sends nothing anywhere.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/**
 * How long an idle thread watches for work before it sleeps. A small network gains from a moment of
 * it; without a limit, processes that share the cores take them from one another (decision 006).
 */
const SPIN_DURATION_US = 20;

/**
 * Loads an ONNX model on the CPU with all graph optimizations.
 *
 * @param weightsFolder folder of the file that external weights of the model refer to.
 * @throws NominalError BACKBONE_INVALID if ONNX Runtime refuses the model.
 */
export async function createOrtSession(
  model: Uint8Array,
  source: string,
  threads: number,
  weightsFolder?: string,
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Warnings about unused initializers and the like are no concern of a user.
      logSeverityLevel: 3,
      extra: {
        session: {
          ...(weightsFolder === undefined
            ? {}
            : { model_external_initializers_file_folder_path: `${weightsFolder}/` }),
          force_spinning_stop: '1',
          intra_op: { spin_duration_us: String(SPIN_DURATION_US) },
        },
      },
    });
  } catch (cause) {
    throw new NominalError('BACKBONE_INVALID', {
      what: `${source} cannot be loaded`,
      expected: 'an ONNX model that ONNX Runtime can run, fitting its manifest',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Check the file with another ONNX tool and the taps of its manifest',
      cause,
    });
  }
}
