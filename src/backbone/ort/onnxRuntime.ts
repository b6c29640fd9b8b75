import { createRequire } from 'node:module';
import type * as binding from '#onnxruntime';
import type * as common from '#onnxruntime/common';
import { NominalError } from '../../errors/index.ts';
import { packageFile } from '../../files/index.ts';

const require = createRequire(import.meta.url);

// ONNX Runtime's npm builds send telemetry to their vendor unless it is disabled; this program sends
// nothing anywhere.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/** ONNX Runtime's tensor: the class from the same copy that its native part is bound to. */
export const { Tensor } = load('common') as typeof common;
export type Tensor = common.Tensor;
export type { InferenceSession } from '#onnxruntime/common';

/** The exports of ONNX Runtime that need its native part. */
export type OnnxRuntime = Pick<typeof binding, 'InferenceSession' | 'listSupportedBackends'>;

/**
 * ONNX Runtime with its native part, which is included in the package (decision 080). It is loaded on
 * the first call, so that commands without a network start fast and on any machine.
 * @throws NominalError DEVICE_UNAVAILABLE if there is no build for this machine.
 */
export function loadOnnxRuntime(): OnnxRuntime {
  return load('dist') as OnnxRuntime;
}

/** Loads a part of the included runtime: from next to the code or, in a bundle, from the installed package. */
function load(part: 'common' | 'dist'): unknown {
  try {
    return require(packageFile(`onnxruntime/${part}/index.js`));
  } catch (cause) {
    throw new NominalError('DEVICE_UNAVAILABLE', {
      what: 'ONNX Runtime cannot be loaded on this machine',
      expected:
        'Linux with glibc or Windows on x64 or arm64, or macOS on Apple silicon; there are no builds for other machines',
      received: `${process.platform} on ${process.arch}: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy:
        'Use such a machine; if this is one, reinstall the package; a bundler must leave the package out (docs/bundlers.md)',
      cause,
    });
  }
}
