import * as ort from 'onnxruntime-node';
import { NominalError } from '../errors/index.ts';

// ONNX Runtime's builds from npm report their use to their maker unless told not to; this program
// sends nothing anywhere.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/**
 * Loads an ONNX model on the CPU with all graph optimizations. Threads spin
 * within a run, which for a small network saves a third of its time, and stop with it, so that they
 * take none from decoding and from the neighbor search.
 * @throws NominalError BACKBONE_INVALID if ONNX Runtime refuses the model.
 */
export async function createOrtSession(
  model: Uint8Array,
  source: string,
  threads: number,
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
      extra: { session: { force_spinning_stop: '1' } },
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
