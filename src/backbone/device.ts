import { NominalError } from '../errors/index.ts';
import { loadOnnxRuntime } from './ort.ts';

/** What networks can run on, where ONNX Runtime's build for the machine has it. */
export const devices = ['cpu', 'cuda', 'directml', 'coreml', 'webgpu'] as const;

/** One of {@link devices}. */
export type Device = (typeof devices)[number];

const providers = { cpu: 'cpu', cuda: 'cuda', directml: 'dml', coreml: 'coreml', webgpu: 'webgpu' };

/**
 * ONNX Runtime's name for a device.
 * @throws NominalError DEVICE_UNAVAILABLE if its build for this machine knows no such device.
 */
export function providerOf(device: Device): string {
  const known = loadOnnxRuntime()
    .listSupportedBackends()
    .map(({ name }) => name);
  if (known.includes(providers[device])) return providers[device];
  const usable = devices.filter((name) => known.includes(providers[name]));
  throw deviceUnavailable(device, `a build with ${usable.join(', ')}`);
}

/** The error for a device that cannot be used. */
export function deviceUnavailable(device: Device, received: string, cause?: unknown): NominalError {
  return new NominalError('DEVICE_UNAVAILABLE', {
    what: `ONNX Runtime cannot run networks on ${device} here`,
    expected: `a machine with such a device, its driver, and the libraries that ONNX Runtime needs for it`,
    received,
    remedy: 'Use --device cpu, or install what is missing',
    details: { device },
    cause,
  });
}
