import { createRequire } from 'node:module';
import type * as binding from '#onnxruntime';
import type * as common from '#onnxruntime/common';
import { NominalError } from '../../errors/index.ts';
import { packageFile } from '../../files/index.ts';

const require = createRequire(import.meta.url);

// ONNX Runtime's builds from npm report their use to their maker unless told not to; this program
// sends nothing anywhere.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/** ONNX Runtime's tensor: the class of the very copy that its native part is bound to. */
export const { Tensor } = load('common') as typeof common;
export type Tensor = common.Tensor;
export type { InferenceSession } from '#onnxruntime/common';

/** What of ONNX Runtime needs its native part. */
export type OnnxRuntime = Pick<typeof binding, 'InferenceSession' | 'listSupportedBackends'>;

/**
 * ONNX Runtime with its native part, which travels with the package (decision 080). Loaded by the
 * first call, so that what needs no network starts fast, and anywhere.
 * @throws NominalError DEVICE_UNAVAILABLE if it has no build for this machine.
 */
export function loadOnnxRuntime(): OnnxRuntime {
  return load('dist') as OnnxRuntime;
}

/** A part of what travels with the package; found beside the code or, from a bundle, in the package that is installed. */
function load(part: 'common' | 'dist'): unknown {
  try {
    return require(packageFile(`onnxruntime/${part}/index.js`));
  } catch (cause) {
    throw new NominalError('DEVICE_UNAVAILABLE', {
      what: 'ONNX Runtime cannot be loaded on this machine',
      expected:
        'Linux with glibc or Windows on x64 or arm64, or macOS on Apple silicon: it has no build for others',
      received: `${process.platform} on ${process.arch}: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy:
        'Use such a machine; on one, install the package again; a bundler must leave the package out (docs/bundlers.md)',
      cause,
    });
  }
}
