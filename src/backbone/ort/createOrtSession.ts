import { NominalError } from '../../errors/index.ts';
import { type Device, devices } from '../device.ts';
import { type InferenceSession, loadOnnxRuntime } from './onnxRuntime.ts';

/**
 * How long an idle thread spins before it sleeps. A small network gains from a short spin; without a
 * limit, processes that share the cores take them from one another (decision 006).
 */
const SPIN_DURATION_US = 20;

/** ONNX Runtime's names for devices. */
const providers = { cpu: 'cpu', cuda: 'cuda', directml: 'dml', coreml: 'coreml', webgpu: 'webgpu' };

/**
 * Loads an ONNX model with all graph optimizations.
 *
 * @param weightsFolder folder of the file that the model's external weights refer to.
 * @throws NominalError BACKBONE_INVALID if ONNX Runtime refuses the model, DEVICE_UNAVAILABLE if it
 * cannot use the device.
 */
export async function createOrtSession(
  model: Uint8Array,
  source: string,
  threads: number,
  weightsFolder?: string,
  device: Device = 'cpu',
): Promise<InferenceSession> {
  const provider = providerOf(device);
  try {
    return await loadOnnxRuntime().InferenceSession.create(model, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Warnings, for example about unused initializers, do not concern a user.
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
    if (device !== 'cpu') {
      throw deviceUnavailable(
        device,
        cause instanceof Error ? cause.message : String(cause),
        cause,
      );
    }
    throw new NominalError('BACKBONE_INVALID', {
      what: `${source} cannot be loaded`,
      expected: 'an ONNX model that ONNX Runtime can run and that fits its manifest',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Check the file with another ONNX tool and the taps of its manifest',
      cause,
    });
  }
}

/**
 * ONNX Runtime's name for a device.
 * @throws NominalError DEVICE_UNAVAILABLE if its build for this machine does not support the device.
 */
function providerOf(device: Device): string {
  const known = loadOnnxRuntime()
    .listSupportedBackends()
    .map(({ name }) => name);
  if (known.includes(providers[device])) return providers[device];
  const usable = devices.filter((name) => known.includes(providers[name]));
  throw deviceUnavailable(device, `a build with ${usable.join(', ')}`);
}

/** The error for an unusable device. */
function deviceUnavailable(device: Device, received: string, cause?: unknown): NominalError {
  return new NominalError('DEVICE_UNAVAILABLE', {
    what: `ONNX Runtime cannot run networks on ${device} here`,
    expected: `a machine with such a device, its driver, and the libraries that ONNX Runtime needs for it`,
    received,
    remedy: 'Use --device cpu, or install what is missing',
    details: { device },
    cause,
  });
}
